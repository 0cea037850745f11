package dev.cliprange.trace;

/** What a step tells about itself while it runs. Never an address, an id only where no meter sees it. */
public interface Marks {

    /** Of steps that nobody records. */
    Marks NONE = (name, value) -> {};

    /** A number that the step's span carries: bytes, or microseconds. */
    void tag(String name, long value);
}
