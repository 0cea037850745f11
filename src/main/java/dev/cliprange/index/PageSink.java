package dev.cliprange.index;

/** Receives the pages of an index in order. */
@FunctionalInterface
public interface PageSink {

    /** @param page owned by the receiver */
    void accept(byte[] page);
}
