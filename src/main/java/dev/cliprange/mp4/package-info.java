/**
 * Boxes of the ISO base media file format (ISO/IEC 14496-12) and QuickTime, in and out. Knows nothing of where bytes
 * come from: {@link dev.cliprange.mp4.Mp4Reader} names the byte spans it needs, and its caller reads them.
 *
 * <p>What is kept, and why:
 *
 * <ul>
 *   <li>Sample tables stay the bytes they are in the file; a {@link dev.cliprange.mp4.SampleCursor} walks them. Ten hours
 *       of video are 50 MB of tables, and five times that as objects.
 *   <li>Everything read is hostile. A count is compared with the bytes that are there before anything is allocated, an
 *       offset with the file's size before it is used.
 *   <li>Fragments are read many at a time where something says where they begin: {@code sidx} before them, or {@code mfra}
 *       behind them, which is only a hint. Else one after another: nothing but a fragment says where the next one is.
 *   <li>A track's presentation is its composition time plus one number, inside one window. Edit lists that say more
 *       (several parts, other speeds) are refused with a reason: the file is remuxed once instead.
 *   <li>Of several video tracks the first enabled one counts. Timecode, text, chapter, metadata and hint tracks are left
 *       out: a clip needs none of them, and they break players.
 *   <li>A sync sample is one whose bitstream proves it ({@link dev.cliprange.mp4.SampleSurvey}): an IDR picture, an IRAP
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
 *   <li>{@code avcC} and {@code hvcC} repeat profile, level and formats of the parameter sets in them. The sets are believed.
 *   <li>A PCM track has a sample per tick. They are walked in blocks of consecutive frames ({@link
 *       dev.cliprange.mp4.Track#frameBytes()}), or a minute of it would be three million entries.
 *   <li>Malformed, unsupported and truncated are three exceptions: the first two end differently for the source.
 *   <li>Samples of two encoders share a track by {@link dev.cliprange.mp4.VideoJoint}. One sample entry describes both: players
 *       take a second one for another stream. So H.264 and H.265 parameter sets get ids of their own, which for H.265 means new
 *       slice headers, since x265 numbers its sets from 0 as most sources do. Parameter sets inside samples would be simpler,
 *       but {@code hvc1} forbids them and {@code hev1} is not played everywhere.
 * </ul>
 */
@NullMarked
package dev.cliprange.mp4;

import org.jspecify.annotations.NullMarked;
