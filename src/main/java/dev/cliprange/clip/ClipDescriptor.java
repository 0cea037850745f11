package dev.cliprange.clip;

import dev.cliprange.source.ReadySource;
import java.util.UUID;

/**
 * A clip with its source, engine and versions, as it is served.
 *
 * @param version names the current bytes of the copy
 * @param preciseVersion names the current bytes of the precise form. If copying is precise, the copy is served instead
 */
public record ClipDescriptor(Clip clip, ReadySource source, EngineKind engine, String version, String preciseVersion) {

    public UUID id() {
        return clip.id();
    }

    /** Returns whether a version names a form of the clip as it is now. */
    public boolean isCurrent(String someVersion) {
        return version.equals(someVersion) || preciseVersion.equals(someVersion);
    }
}
