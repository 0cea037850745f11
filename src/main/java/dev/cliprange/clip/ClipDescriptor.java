package dev.cliprange.clip;

import dev.cliprange.slice.segment.SegmentGrid;
import dev.cliprange.source.ReadySource;
import java.util.Optional;
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

    /** Returns the version of the clip's playlists and segments. Both forms share it. */
    public String streamVersion() {
        return ClipVersion.ofStream(preciseVersion, SegmentGrid.FORMAT_VERSION);
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
