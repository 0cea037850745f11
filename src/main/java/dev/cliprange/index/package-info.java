/**
 * The sample index of a source: built once when it is registered, read a page at a time when a clip is planned. Knows
 * nothing of where its bytes are kept, and of boxes only what {@code mp4} says of a track.
 *
 * <ul>
 *   <li>A page covers about a minute of presentation time and begins where a sync sample of the video is shown, so a
 *       minute is stretched to the next such point. It holds all that a clip inside it needs of every track: the video
 *       samples from that sync sample on to the last one (in decode order) shown inside the page, leading samples of
 *       the next sync sample included; the audio packets heard inside it, and the pre-roll before them. No page ever
 *       needs another one; neighbours overlap by a few samples, which their numbers tell.
 *   <li>All pages are one object, one after another. The directory (small, for the database) knows where each begins, so
 *       a clip's pages are one ranged read.
 *   <li>Columns, not rows: sizes, times and flags each as deltas to their minimum in units of their common divisor, in
 *       runs where runs are shorter. Offsets are kept as chunks in file order, all tracks together: in an interleaved file
 *       the gap between two is 0. About 3 bytes per sample.
 *   <li>The same file gives the same bytes, on every machine: nothing here depends on time, locale or a hash's order.
 *   <li>Where the next sync sample is far (slides, a still picture, audio without frames), a page begins at a time inside a
 *       frame, or where there is no frame. It repeats the samples that this frame is decoded from, at most 128.
 *   <li>Presentation time is the movie's timeline after the edit lists, in whole microseconds rounded down, and a frame is
 *       a shown sample that has a picture and lasts: delimiters and messages that are stored as samples of their own are kept
 *       in clips, but are no frames. Two flags say so; an index that was written without them is read as before. An edit list
 *       may have several parts, in the order of their media ({@link dev.cliprange.movie.PresentationWindow}).
 *   <li>A point snaps to the start of a frame, to the end of the last frame, or to an end of the source, if that is not more
 *       than 100 ms away ({@link dev.cliprange.index.IndexPage#nearestBoundaryUs}): always at 5 frames a second or more. Otherwise
 *       it stays inside a long frame, or where only audio is.
 *   <li>The source ends with its longest track; with the last frame if no track is more than 100 ms longer.
 * </ul>
 */
@NullMarked
package dev.cliprange.index;

import org.jspecify.annotations.NullMarked;
