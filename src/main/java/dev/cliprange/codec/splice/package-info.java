/**
 * Splices encoded and copied video of one codec into one track.
 *
 * <p>One sample entry describes the samples of both encoders, because players treat a second entry as another stream.
 * The encoder's parameter sets of H.264 and H.265 get ids of their own. H.265 needs new slice headers for this, because
 * x265 and most sources use the id 0. Parameter sets inside samples would be simpler, but {@code hvc1} forbids them and
 * some players reject {@code hev1}.
 */
@NullMarked
package dev.cliprange.codec.splice;

import org.jspecify.annotations.NullMarked;
