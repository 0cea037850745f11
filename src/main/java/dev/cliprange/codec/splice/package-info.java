/**
 * Splices encoded and copied video of one codec into one track.
 *
 * <p>One sample entry describes the samples of both encoders, because players take a second entry for another stream. H.264 and
 * H.265 parameter sets get identifiers of their own. For H.265 this means new slice headers, since x265 numbers its sets from 0
 * as most sources do. Parameter sets inside samples would be simpler, but {@code hvc1} forbids them and {@code hev1} is not
 * played everywhere.
 */
@NullMarked
package dev.cliprange.codec.splice;

import org.jspecify.annotations.NullMarked;
