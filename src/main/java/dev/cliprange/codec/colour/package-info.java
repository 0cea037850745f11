/**
 * The colours of a video's samples, from the sample entry and from the bitstream's parameter sets.
 *
 * <p>Many cameras and muxers write no {@code colr} box, so the parameter sets are often the only place that says whether a
 * video is HDR.
 */
@NullMarked
package dev.cliprange.codec.colour;

import org.jspecify.annotations.NullMarked;
