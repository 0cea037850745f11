/**
 * The benchmarks: this server next to other programs for the same purpose, in one run on one machine. {@code src/bench/run} and
 * {@code src/bench/cuts} start them. They are not part of the product or of its tests.
 *
 * <p>Absolute times of one machine say little about another, but ratios of two rows of one run do. So every contestant is measured
 * several times, alternating with the others, and the median counts. CPU time is the kernel's count for the serving processes
 * alone. It does not include the client and the storage.
 */
@NullMarked
package dev.cliprange.bench;

import org.jspecify.annotations.NullMarked;
