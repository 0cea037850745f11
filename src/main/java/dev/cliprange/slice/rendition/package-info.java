/**
 * The re-encoded qualities of a source: which ones there are ({@link dev.cliprange.slice.rendition.LadderRule}), where
 * their keyframes are, and where the samples are in what the encoder wrote.
 *
 * <ul>
 *   <li>Each page of the source's index is encoded by itself. A rendition has exactly the frames of the source, each at
 *       the time that the source's index gives it. The encoder only gets numbered frames, and its times are not used.
 *   <li>A keyframe is at each boundary of the source's segments, and about every two seconds between them. All
 *       renditions have the same ones, and no picture refers to one beyond a keyframe.
 *   <li>The encoder writes one fragmented MP4 for all renditions of a page, with a track for each. It is stored as it is,
 *       and {@link dev.cliprange.slice.rendition.EncodedFragments} reads the places of its samples while its bytes pass.
 *   <li>The index of all renditions ({@link dev.cliprange.slice.rendition.LadderIndex}) has the form of the source's index: a track for each rendition, and the same pages.
 * </ul>
 */
@NullMarked
package dev.cliprange.slice.rendition;

import org.jspecify.annotations.NullMarked;
