package dev.cliprange.timeline;

/** A point of a source as the client names it, before it snaps to a frame. */
public sealed interface TimePoint {

    /** @param us microseconds from the source's first shown frame; may be negative or beyond its end */
    record AtTime(long us) implements TimePoint {}

    /** @param number counted from 0 in presentation order; may be negative or beyond the last one */
    record AtFrame(long number) implements TimePoint {}
}
