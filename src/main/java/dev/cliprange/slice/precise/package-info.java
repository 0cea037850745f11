/**
 * Plans the precise form of a clip: the frames that are copied, the frames that are encoded, and one file with both.
 * A picture of a frame is made from the same input: {@link dev.cliprange.slice.precise.PicturePlanner}.
 *
 * <p>See {@link dev.cliprange.slice} for the rules of both forms.
 */
@NullMarked
package dev.cliprange.slice.precise;

import org.jspecify.annotations.NullMarked;
