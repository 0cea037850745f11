package dev.cliprange.clip;

import dev.cliprange.source.ReadySource;
import java.util.UUID;

/**
 * Everything serving needs of a clip; immutable.
 *
 * @param version names the bytes the engine makes of it now
 * @param preciseVersion names its precise form, which is another one unless copying alone is precise
 */
public record ClipDescriptor(Clip clip, ReadySource source, EngineKind engine, String version, String preciseVersion) {

    public UUID id() {
        return clip.id();
    }

    /** Whether a version names one of the clip's forms as it is now. */
    public boolean isCurrent(String someVersion) {
        return version.equals(someVersion) || preciseVersion.equals(someVersion);
    }
}
