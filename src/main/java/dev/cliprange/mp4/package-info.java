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
