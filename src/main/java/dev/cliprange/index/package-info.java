/**
 * The sample index of a source. It is built once, when the source is registered, and is read a page at a time when a
 * clip is planned. The package does not know where the bytes are stored.
 *
 * <ul>
 *   <li>A page covers about a minute of presentation time and begins where a sync sample of the video is shown, so it
 *       extends to the next such point. It has all samples of all tracks that a clip inside it needs. These are the
 *       video samples from that sync sample to the last one (in decode order) that is shown in the page, including
 *       leading samples of the next sync sample; the audio packets that are heard in the page; and the pre-roll before
 *       them. No page needs another one. Adjacent pages overlap by a few samples, which their sample numbers show.
 *   <li>All pages are in one object, one after another. The directory is small and is stored in the database. It has
 *       the offset of each page, so the pages of a clip are one ranged read.
 *   <li>Data is stored by column. Sizes, times and flags are distances to their minimum, in units of their common
 *       divisor, and in runs if runs are shorter. Offsets are stored as chunks in file order for all tracks together,
 *       because the gap between two chunks of an interleaved file is 0. A sample takes about 3 bytes.
 *   <li>The same file gives the same bytes on every machine. Nothing depends on time, locale or the order of a hash.
 *   <li>If the next sync sample is far away (slides, a still picture, audio without frames), a page begins at a time
 *       inside a frame, or where there is no frame. It repeats the samples that are needed to decode this frame, at
 *       most 128.
 *   <li>Presentation time is the movie's timeline after the edit lists, in whole microseconds rounded down. A frame is
 *       a shown sample that has a picture and a duration. Delimiters and messages that are stored as samples of their
 *       own are copied into clips, but are not frames. Two flags mark them; indexes without these flags can still be
 *       read. An edit list may have several parts in the order of their media ({@link
 *       dev.cliprange.movie.PresentationWindow}).
 *   <li>A point snaps to the start of a frame, to the end of the last frame, or to an end of the source, if that is at
 *       most 100 ms away ({@link dev.cliprange.index.IndexPage#nearestBoundaryUs}). At 5 frames per second or more this
 *       is always so. Otherwise the point stays inside a long frame, or where only audio is.
 *   <li>Text tracks are not in pages. {@link dev.cliprange.index.TextIndex} lists their samples in an object of its own.
 *   <li>The source ends with its longest track, or with the last frame if no track is more than 100 ms longer.
 * </ul>
 */
@NullMarked
package dev.cliprange.index;

import org.jspecify.annotations.NullMarked;
