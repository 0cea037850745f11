/**
 * The entry point for pictures of clips: posters, which are single frames, and storyboards, which are
 * overviews in small pictures.
 *
 * <p>A picture is made by FFmpeg from a small file with the samples that it must decode, and from nothing else. It is
 * kept in the work storage. {@link dev.cliprange.preview.PictureStore} bounds how many pictures a source has there.
 *
 * <p>The tiles of a storyboard depend on the source only, and are made in strips, one for each page of the index. A
 * strip is made when the first sheet needs it: one process with a decoder for each tile, so that no keyframe is decoded
 * after another one that its stream does not have there. A request makes the strips of one sheet at most. So there is
 * no job, and nothing is made that no clip shows.
 *
 * <p>The bytes of a picture depend on the build of FFmpeg, so its entity tag has their digest. Each parameter of a
 * picture's URL has one spelling: caches would keep a copy of each other one.
 *
 * <p>Clips of sources without an index have no pictures. FFmpeg would have to seek in such a source, and in several
 * containers it does not find the frame that the source's list names. Their {@code posterUrl} is null until the source
 * has an index.
 */
@NullMarked
package dev.cliprange.preview;

import org.jspecify.annotations.NullMarked;
