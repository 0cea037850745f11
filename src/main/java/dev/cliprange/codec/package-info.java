/**
 * Sample entries and the bitstreams they describe: decoder configurations, parameter sets and slice headers.
 *
 * <p>{@code avcC} and {@code hvcC} repeat profile, level and formats of the parameter sets inside them. The parameter sets are
 * believed. Formats come from the bitstream, so the sample entry lives here and not in {@link dev.cliprange.mp4}.
 */
@NullMarked
package dev.cliprange.codec;

import org.jspecify.annotations.NullMarked;
