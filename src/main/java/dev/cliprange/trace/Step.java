package dev.cliprange.trace;

/** The steps of a request that have a span of their own, below that of the request. */
public enum Step {
    /** Which clip is meant: from memory, or from the database. */
    LOOKUP("clip.lookup"),
    /** Which bytes it is made of: the index's pages and the header; of a precise clip its encoding, too. */
    PLAN("clip.plan"),
    /** From a place among the streams to the first byte of the body. */
    FIRST_BYTE("clip.first-byte"),
    /** A read of the storage, of media or of an index, to its last byte. */
    STORAGE("storage.read"),
    /** A clip's process, with the wait for it, to its last byte. */
    FFMPEG("ffmpeg.clip"),
    /** The encoding of a precise clip's frames, with the wait for a process. */
    ENCODE("ffmpeg.encode");

    private final String spanName;

    Step(String spanName) {
        this.spanName = spanName;
    }

    public String spanName() {
        return spanName;
    }
}
