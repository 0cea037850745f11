/**
 * Reads MP4 and QuickTime files: tracks, edit lists, fragments, and which samples are sync samples. Does no I/O: {@link
 * dev.cliprange.movie.Mp4Reader} names the byte spans it needs, and its caller reads them.
 *
 * <p>A sync sample can be proved only by its bitstream, so reading a movie needs {@link dev.cliprange.codec}. This is why boxes
 * ({@link dev.cliprange.mp4}) and movies are two packages with the codecs between them.
 *
 * <p>What is kept, and why:
 *
 * <ul>
 *   <li>Everything read is hostile. A count is compared with the bytes that are there before anything is allocated, an
 *       offset with the file's size before it is used.
 *   <li>Fragments are read many at a time where something says where they begin: {@code sidx} before them, or {@code mfra}
 *       behind them, which is only a hint. Else one after another: nothing but a fragment says where the next one is.
 *   <li>A track's presentation is its composition time plus one number, inside one window. Edit lists that say more
 *       (several parts, other speeds) are refused with a reason: the file is remuxed once instead.
 *   <li>Of several video tracks the first enabled one counts. Timecode, text, chapter, metadata and hint tracks are left
 *       out: a clip needs none of them, and they break players.
 *   <li>A sync sample is one whose bitstream proves it ({@link dev.cliprange.movie.SampleSurvey}): an IDR picture, an IRAP
 *       picture, a shown key frame, an intra picture with a recovery point of 0 frames. The tables only say where to look. All
 *       marked samples are looked at once, when the source is registered: a look at a few would miss a file that was joined
 *       from several, and a look at the first clip would cost a viewer. It costs a read of 256 bytes for each sync sample
 *       (18,000 for ten hours with a sync sample every 2 s, as much as finding as many fragments costs), at most 131,072.
 *       A gradual recovery point (intra refresh) is no sync sample, since a clip cannot say that its first frames are wrong:
 *       the GOP goes back to the last true one. In H.264 an intra picture without a recovery point proves nothing; it is used
 *       once in 10 s if the file picks such pictures out and no mark in it was found wrong, so that a recording with one IDR
 *       picture can be cut at all. Sync samples that the tables do not name are not looked for.
 *   <li>Tables that end early are read as FFmpeg, Chromium and media3 read them: {@code stts} goes on with its last delta,
 *       {@code ctts} with 0, and the samples end where the chunks do.
 *   <li>A PCM track has a sample per tick. They are walked in blocks of consecutive frames ({@link
 *       dev.cliprange.movie.Track#frameBytes()}), or a minute of it would be three million entries.
 * </ul>
 */
@NullMarked
package dev.cliprange.movie;

import org.jspecify.annotations.NullMarked;
