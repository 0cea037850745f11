/**
 * The benchmark: this server beside the programs one would use instead of it, in one run on one machine. Started by
 * {@code src/bench/run}; not part of the product, nor of its tests.
 *
 * <p>Times of one machine say little about another; what holds is the ratio of two rows of one run. So every cell is
 * measured several times in turn with the others, and the middle one counts. Processor time is the kernel's own count of
 * the serving processes alone: neither the client's nor the storage's is in it.
 */
package dev.cliprange.bench;
