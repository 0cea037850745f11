/**
 * Values of time and bytes: microseconds, ticks, frame rates, and ranges of time and of bytes. Knows nothing of files
 * or the web.
 *
 * <p>A point in time is a whole number of microseconds. A sample's time is a fraction of its timescale, and its
 * microseconds are always that fraction rounded down: then a range whose ends are sample times holds, compared exactly,
 * just the samples with {@code start <= t < end}, and neighbours share one number.
 */
@NullMarked
package dev.cliprange.timeline;

import org.jspecify.annotations.NullMarked;
