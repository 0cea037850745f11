/**
 * The precise form of a clip: which frames are copied, which are encoded, and how both become one file.
 *
 * <p>See {@link dev.cliprange.slice} for the rules that both forms share.
 */
@NullMarked
package dev.cliprange.slice.precise;

import org.jspecify.annotations.NullMarked;
