package dev.cliprange.trace;

/** The steps of a request that have their own spans, as children of the span of the request. */
public enum TracedStep {
    /** Looks the clip up in memory or in the database. */
    LOOKUP("clip.lookup"),
    /**
     * Plans the bytes of the clip: reads index pages and writes the header. Includes the encoding of a precise clip.
     */
    PLAN("clip.plan"),
    /** From the admission of the stream to the first byte of the body. */
    FIRST_BYTE("clip.first-byte"),
    /** Reads media or index pages from the storage, up to the last byte. */
    STORAGE("storage.read"),
    /** Waits for a process of the clip and reads it up to the last byte. */
    FFMPEG("ffmpeg.clip"),
    /** Waits for a process and encodes frames of a precise clip. */
    ENCODE("ffmpeg.encode"),
    /** Waits for a process and makes a picture. */
    PICTURE("ffmpeg.picture");

    private final String spanName;

    TracedStep(String spanName) {
        this.spanName = spanName;
    }

    public String spanName() {
        return spanName;
    }
}
