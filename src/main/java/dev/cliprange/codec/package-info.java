/**
 * Sample entries and the bitstreams that they describe: decoder configurations, parameter sets and slice headers.
 *
 * <p>{@code avcC} and {@code hvcC} repeat profile, level and formats of their parameter sets. If they differ, the
 * parameter sets are right. Formats come from the bitstream, so sample entries are in this package and not in {@link
 * dev.cliprange.mp4}.
 */
@NullMarked
package dev.cliprange.codec;

import org.jspecify.annotations.NullMarked;
