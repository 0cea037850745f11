package dev.cliprange.trace;

/** Adds tags to the span of a step while it runs. A tag never contains a URL. */
public interface SpanTags {

    /** For steps that are not recorded. */
    SpanTags NONE = (name, value) -> {};

    /** Adds a number of bytes or of microseconds. */
    void tag(String name, long value);
}
