/**
 * A time range of an indexed source becomes a clip's bytes: a header made here, and ranges of the source. Pure: no I/O, and
 * the same input gives the same bytes on every instance. Knows nothing of where sources lie or how bytes travel.
 *
 * <ul>
 *   <li>Kept are all samples shown in the range, and all in decode order from the sync sample their decoding starts at
 *       up to the last of them. The edit list of each track shows just the range: its media time is the composition time
 *       of the first shown frame, its duration what is shown.
 *   <li>Samples that are decoded but shown behind the end have their composition times moved up to the end, a tick apart:
 *       there are players that take a clip's length from them. A packet of sound that lasts over a gap counts as heard as
 *       long as others of its codec: a clip that begins in the gap begins with the next packet.
 *   <li>A clip that starts inside a long frame begins with that frame: its composition time is moved to the start, because
 *       FFmpeg and Chromium drop a frame that begins before its edit. A track that has nothing in the range is left out: a
 *       stretch without frames is a clip of audio.
 *   <li>Several parts of an edit list become several edits, without an empty edit between them ({@link
 *       dev.cliprange.slice.JoinedParts}). After a joint, audio begins with a whole packet.
 *   <li>Media bytes stay in the source's order, with what lies between them, so that a clip of an interleaved source is one
 *       range. Gaps wider than a configured size split it.
 *   <li>The movie's timescale is the least common multiple of the tracks' timescales where that is not huge: an edit's
 *       duration is then exact in each of them. Else it is a multiple of the video's, and audio is exact to less than a
 *       sample.
 *   <li>Fragmented or not, a clip is a progressive file with its {@code moov} first.
 *   <li>Composition offsets are written unsigned (version 0), raised by a constant where the source has negative ones:
 *       the edit list takes the constant back, and every player reads it.
 * </ul>
 *
 * <p>The precise form of a clip shows just its frames where edit lists are ignored too ({@link
 * dev.cliprange.slice.precise.PrecisePlanner}):
 *
 * <ul>
 *   <li>Frames before the first sample that copying can begin with, and frames whose references lie behind the end, are encoded
 *       anew, without reordering; all else is copied. What is decoded later is never shown earlier, at either joint.
 *   <li>The frame that is shown at the start counts as beginning there: as a sync sample it is copied, otherwise it is the first
 *       encoded one. Without a frame in the range, the copy is precise. A range with a joint of the video, or of audio from
 *       which media was left out, has no precise form.
 *   <li>The index does not know which sync samples a decoder can go over to. {@link dev.cliprange.slice.precise.PreciseSearch} names
 *       samples to be looked at, as {@code Mp4Reader} names spans.
 *   <li>The encoder is given a file made here of the source's samples, in which a frame's time is its number: which frames are
 *       wanted is then said in whole numbers, at any frame rate.
 *   <li>Decode times are the presentation times in order, so all samples together last as long as the range.
 *   <li>Without its edit list a track begins with its first sample. Composition offsets are raised until video and audio then
 *       still fit, though audio needs packets before the first one heard.
 *   <li>Encoded bytes are planned as if they lay in the source, before its first byte and behind its last ({@link
 *       dev.cliprange.slice.precise.VirtualFile}): header and chunks need not know of them. Source bytes between the audio packets
 *       of the head are sent along like those in any other gap.
 * </ul>
 */
@NullMarked
package dev.cliprange.slice;

import org.jspecify.annotations.NullMarked;
