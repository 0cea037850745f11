/**
 * Values for time and bytes: microseconds, ticks, frame rates, and ranges of time and of bytes. The package knows neither
 * files nor HTTP.
 *
 * <p>A point in time is a whole number of microseconds. The time of a sample is a fraction of its timescale, and is
 * always rounded down to microseconds. Therefore a range whose ends are sample times contains exactly the samples with
 * {@code start <= t < end}, and adjacent ranges share one number.
 */
@NullMarked
package dev.cliprange.timeline;

import org.jspecify.annotations.NullMarked;
