/**
 * The entry point for adaptive streams: HLS and DASH of clips and sequences.
 *
 * <p>The sub-package {@code playlist} writes playlists and manifests from a description of a stream, and {@code text}
 * writes WebVTT from the samples of text tracks. Both do no I/O. The segments are planned by {@code slice.segment}, and
 * sent by {@code stream} like every other layout.
 *
 * <ul>
 *   <li>Nothing is stored for a clip except its encoded edges, which the precise MP4 shares. They are encoded when the
 *       init segment, or a segment that has some of them, is requested. Playlists need none.
 *   <li>A sequence has the segments of its clips, below its own path. Only its playlists are its own. The control calls on
 *       sequences are here too, because only plans of streams show whether clips have common tracks.
 *   <li>A plan of a stream has the boundaries of all segments and no samples, so it is small and is kept in memory. A
 *       segment is planned from the index pages of its own time.
 *   <li>The packets of an audio segment are many small ranges of an interleaved source. So a job copies each audio track
 *       once, packet after packet ({@code AudioCopies}). A segment is then one range of the copy. It has the same bytes
 *       and the same entity tag, so instances that know the copy and those that do not can serve one client.
 *   <li>Where the source has no audio, segments have silent packets, which FFmpeg makes once for each format and source
 *       ({@code SilentPackets}).
 * </ul>
 */
@NullMarked
package dev.cliprange.packaging;

import org.jspecify.annotations.NullMarked;
