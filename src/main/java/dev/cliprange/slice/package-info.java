/**
 * Turns a time range of an indexed source into the bytes of a clip: a new header, and ranges of the source. The package
 * does no I/O, and the same input gives the same bytes on every instance. It does not know where sources are stored or
 * how bytes are sent.
 *
 * <ul>
 *   <li>A clip keeps all samples that are shown in the range, and all samples in decode order from the sync sample
 *       where their decoding starts to the last of them. The edit list of each track shows exactly the range: its media
 *       time is the composition time of the first shown frame, and its duration is the shown time.
 *   <li>Samples that are decoded but shown after the end get composition times at the end, one tick apart, because some
 *       players compute the length of a clip from them. An audio packet that lasts over a gap counts as heard for the
 *       usual duration of its codec. A clip that begins in the gap begins with the next packet.
 *   <li>A clip that starts inside a long frame begins with that frame. Its composition time moves to the start, because
 *       FFmpeg and Chromium drop a frame that begins before its edit. A track without samples in the range is left out,
 *       so a range without frames gives a clip of audio only.
 *   <li>Several parts of an edit list become several edits without an empty edit between them ({@link
 *       dev.cliprange.slice.JoinedParts}). After the start of a later part, audio begins with a whole packet.
 *   <li>Media bytes keep the order of the source, including the bytes between them. A clip of an interleaved source is
 *       therefore one range. Gaps larger than a configured size split it.
 *   <li>The movie timescale is the least common multiple of the tracks' timescales if that is not too large. The
 *       duration of an edit is then exact in every track. Otherwise it is a multiple of the video's timescale, and
 *       audio is exact to less than a sample.
 *   <li>A clip is a progressive file with its {@code moov} first, even if the source is fragmented.
 *   <li>Composition offsets are unsigned (version 0). If the source has negative ones, a constant is added to all, and
 *       the edit list subtracts it again. Every player supports this.
 * </ul>
 *
 * <p>The precise form of a clip shows exactly its frames even if edit lists are ignored ({@link
 * dev.cliprange.slice.precise.PrecisePlanner}):
 *
 * <ul>
 *   <li>Two kinds of frames are encoded again, without reordering: frames before the first sample where copying can
 *       begin, and frames with references after the end. All others are copied. At both splices, samples that are
 *       decoded later are never shown earlier.
 *   <li>The frame that is shown at the start counts as beginning there. If it is a sync sample, it is copied; otherwise
 *       it is the first encoded frame. Without a frame in the range, the copy is precise. There is no precise form if
 *       two parts of the video's edit list meet in the range, or two parts of an audio track's list with media left out
 *       between them.
 *   <li>The index does not know at which sync samples a decoder can switch. {@link
 *       dev.cliprange.slice.precise.PreciseSearch} names samples to examine, in the same way as {@code Mp4Reader} names
 *       spans.
 *   <li>The input of the encoder is a file made from the samples of the source, in which the time of a frame is its
 *       number. The wanted frames are then whole numbers at any frame rate.
 *   <li>Decode times are the sorted presentation times, so all samples together last as long as the range.
 *   <li>Without its edit list, a track begins with its first sample. Composition offsets are raised so that video and
 *       audio are still in sync, although audio needs packets before the first one that is heard.
 *   <li>Encoded bytes are planned as if they were in the source, before its first byte and after its last ({@link
 *       dev.cliprange.slice.VirtualFile}), so header and chunks need no special case. Source bytes between the
 *       audio packets of the head are sent like those in any other gap.
 * </ul>
 */
@NullMarked
package dev.cliprange.slice;

import org.jspecify.annotations.NullMarked;
