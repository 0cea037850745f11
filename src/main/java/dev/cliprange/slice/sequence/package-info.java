/**
 * Plans several clips as one MP4 file. The sample tables of the clips are joined, and their media is sent as it is, one
 * clip after another. A clip alone and a clip in a sequence have the same pieces: {@link
 * dev.cliprange.slice.ClipMedia} has the tracks of one clip, and {@link dev.cliprange.slice.HeaderWriter} writes them or
 * the joined ones.
 *
 * <ul>
 *   <li>Video. Each clip has its own edit, which shows exactly the frames of the clip. Edits that continue each other
 *       become one, so the precise form has one edit for the whole sequence. There is no empty edit between two others,
 *       because FFmpeg and Chromium drop it: the last frame before a gap lasts as long as the gap.
 *   <li>FFmpeg expects the same distance between decode time and presentation time at the start of every edit. The
 *       composition offsets of each clip are raised to the largest distance.
 *   <li>Each clip ends its coded video sequence, so that a decoder starts again with the next one. A CRA picture of H.265
 *       becomes a BLA picture there, because decoders would drop pictures before it ({@link
 *       dev.cliprange.codec.splice.SpliceLook}). No other copied media byte is changed.
 *   <li>Audio has one edit for the whole sequence, because players misplace packets that an edit cuts. The packets of a
 *       clip begin with the one that is nearest to the end of the audio before it. They are shifted by at most half a
 *       packet against the video, and the shift is computed for each clip from the start of the sequence, so it never
 *       accumulates. PCM is cut between samples.
 *   <li>The times of each clip are computed from the start of the sequence in a timescale that has every tick of all
 *       clips, if there is one. Otherwise rounding is less than a microsecond, and does not accumulate either.
 *   <li>Every clip is a chapter.
 * </ul>
 *
 * <p>The package does no I/O. It does not know where the clips are stored: it counts places of media from 0, and its
 * caller knows what they are.
 */
@NullMarked
package dev.cliprange.slice.sequence;

import org.jspecify.annotations.NullMarked;
