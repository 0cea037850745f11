package dev.cliprange.clip;

/** Prepares the precise form of a clip before it is played. */
@FunctionalInterface
public interface ClipPreparation {

    /**
     * Starts the preparation and returns immediately. A failure is logged, and the request that plays the clip reports
     * it.
     */
    void prepare(ClipDescriptor clip);
}
