package dev.cliprange.slice.segment;

/**
 * A sample where a segment can begin.
 *
 * @param number of the sample among all samples of its track in decode order
 * @param ticks its presentation time, in ticks of its track
 */
public record GridPoint(long number, long ticks) {}
