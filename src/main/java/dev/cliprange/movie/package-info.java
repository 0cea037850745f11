/**
 * Reads MP4 and QuickTime files: tracks, edit lists, fragments and sync samples. Does no I/O: {@link
 * dev.cliprange.movie.Mp4Reader} names the byte spans it needs, and its caller reads them.
 *
 * <p>Only the bitstream proves a sync sample, so reading a movie needs {@link dev.cliprange.codec}. This is why boxes
 * ({@link dev.cliprange.mp4}) and movies are two packages with the codecs between them.
 *
 * <p>Decisions and their reasons:
 *
 * <ul>
 *   <li>All input is untrusted. A count is checked against the bytes that are present before memory is allocated. An
 *       offset is checked against the size of the file before it is used.
 *   <li>If {@code sidx} or {@code mfra} has the offsets of fragments, many fragments are read at a time. {@code mfra}
 *       is at the end of the file and is only a hint. Without them, fragments are read one after another, because only
 *       a fragment has the offset of the next one.
 *   <li>The presentation of a track is a shift of its composition times and a list of parts ({@link
 *       dev.cliprange.movie.PresentationWindow}). An edit list that does more, such as another speed, is rejected with
 *       a reason. The user remuxes such a file once.
 *   <li>The first enabled video track is used. Timecode, chapter, metadata and hint tracks are left out, because
 *       clips do not need them and some players fail on them. Text tracks are read for streams, and clips as files do
 *       not have them. Nothing in a text track makes a file unusable.
 *   <li>A sync sample is one that its bitstream proves ({@link dev.cliprange.movie.SampleSurvey}): an IDR picture, an
 *       IRAP picture, a shown key frame, or an intra picture with a recovery point of 0 frames. The tables only name
 *       candidates. All candidates are read once, when the source is registered. Samples of them would miss errors in a
 *       file that was joined from several, and reading them for the first clip would delay a viewer. The cost is a read
 *       of 256 bytes per sync sample, for at most 131,072 of them. Ten hours with a sync sample every 2 s have 18,000,
 *       which costs as much as finding as many fragments.
 *   <li>A gradual recovery point (intra refresh) is not a sync sample, because a clip cannot declare its first frames
 *       as wrong. The GOP goes back to the last proven sync sample. In H.264 an intra picture without a recovery point
 *       proves nothing. Such a picture is used once in 10 s if the file marks single pictures and none of its marks was
 *       wrong. Without this, a recording with one IDR picture could not be cut. Sync samples that the tables omit are
 *       not searched for.
 *   <li>Tables that end early are read in the same way as FFmpeg, Chromium and media3 read them: {@code stts} continues
 *       with its last delta, {@code ctts} continues with 0, and the samples end with the chunks.
 *   <li>A PCM track has a sample per tick. They are read in blocks of consecutive frames ({@link
 *       dev.cliprange.movie.Track#frameBytes()}). Otherwise a minute would have three million entries.
 * </ul>
 */
@NullMarked
package dev.cliprange.movie;

import org.jspecify.annotations.NullMarked;
