package dev.cliprange.index;

/** Takes the pages of an index as they are made, in order. */
@FunctionalInterface
public interface PageSink {

    /** @param page the receiver's from now on */
    void accept(byte[] page);
}
