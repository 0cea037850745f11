package dev.cliprange.clip;

import dev.cliprange.source.ReadySource;
import java.util.Optional;
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

    /** Returns the form that a version names; empty if it is no current version of this clip. */
    public Optional<ClipForm> form(String version) {
        if (version.equals(preciseVersion)) {
            return Optional.of(ClipForm.PRECISE);
        }
        return version.equals(this.version) ? Optional.of(ClipForm.COPY) : Optional.empty();
    }

    /** Returns whether a version names one of the forms of the clip as it is now. */
    public boolean isCurrent(String version) {
        return form(version).isPresent();
    }
}
