package dev.cliprange.clip;

/** Makes the precise form of a clip ready before somebody plays it. */
@FunctionalInterface
public interface ClipPreparation {

    /** Begins, and returns at once. A failure is logged: whoever plays the clip will see it. */
    void prepare(ClipDescriptor clip);
}
