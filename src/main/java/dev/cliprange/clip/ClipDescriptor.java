package dev.cliprange.clip;

import dev.cliprange.codec.CodecList;
import dev.cliprange.slice.segment.SegmentGrid;
import dev.cliprange.source.ReadySource;
import java.util.Optional;
import java.util.UUID;

/**
 * A clip with its source, engine and versions, as it is served.
 *
 * @param version names the current bytes of the copy
 * @param preciseVersion names the current bytes of the precise form. If copying is precise, the copy is served instead
 * @param leadUs how much earlier than the clip the stream of FFmpeg starts; 0 for a slice, and if it is not known
 */
public record ClipDescriptor(
        Clip clip, ReadySource source, EngineKind engine, String version, String preciseVersion, long leadUs) {

    /** Creates the descriptor of a clip whose stream starts with the clip, as far as is known. */
    public ClipDescriptor(Clip clip, ReadySource source, EngineKind engine, String version, String preciseVersion) {
        this(clip, source, engine, version, preciseVersion, 0);
    }

    /** Returns this clip with the time by which its stream starts earlier. */
    ClipDescriptor withLead(long leadUs) {
        return new ClipDescriptor(clip, source, engine, version, preciseVersion, leadUs);
    }

    /** Returns where the stream starts in the source: at the start of the clip, or at a keyframe before it. */
    public long streamStartUs() {
        return clip.startUs() - leadUs;
    }

    /** Returns the codecs of a clip that FFmpeg makes, as far as they are known before it is made. */
    public CodecList codecs() {
        return source.codecs();
    }

    /** Returns the codecs of a layout, or of the source if the layout has none. */
    public CodecList codecs(Optional<CodecList> ofLayout) {
        return ofLayout.orElseGet(this::codecs);
    }

    public UUID id() {
        return clip.id();
    }

    /** Returns the version of the clip's playlists and segments. Both forms share it. */
    public String streamVersion() {
        return ClipVersion.ofStream(
                preciseVersion, SegmentGrid.FORMAT_VERSION, source.media().texts(), source.ladderId());
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
