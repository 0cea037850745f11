/**
 * Plans the segments of a clip for HLS and DASH: CMAF (ISO/IEC 23000-19), one track per segment.
 *
 * <ul>
 *   <li>The grid of segment boundaries belongs to the source ({@link dev.cliprange.slice.segment.SegmentGrid}). A clip
 *       adds its own start and end. Segments between them are the same bytes for every clip of the source.
 *   <li>Times are the source's own, after its edit lists. An init segment has no edit list, because players apply it
 *       and manifests do not know of it.
 *   <li>The decode time of a segment ({@code tfdt}) is the presentation time of its first sample. The decode times of a
 *       segment end where the next one begins ({@link dev.cliprange.slice.segment.DecodeTimes}). Composition offsets are
 *       signed.
 *   <li>Audio begins and ends at the packets that are nearest to the boundaries of the video. If no packet is near, it
 *       begins or ends at the boundary itself, and silent packets fill the time ({@link
 *       dev.cliprange.slice.segment.FilledAudio}).
 *   <li>The exact form has the encoded edges of the precise clip in its first and last segment. The copy form begins at
 *       the sync sample before the clip, and ends after all frames that are reordered over the end.
 * </ul>
 */
@NullMarked
package dev.cliprange.slice.segment;

import org.jspecify.annotations.NullMarked;
