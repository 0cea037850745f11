package dev.cliprange.packaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.sequence.Sequence;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.web.Seconds;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Renders sequences in the shape of the HTTP contract. */
@Component
class SequenceResponses {

    private final ClipUrls urls;

    SequenceResponses(ClipUrls urls) {
        this.urls = urls;
    }

    /**
     * A sequence. Version, URLs and duration are null while no version plays: a clip was deleted, or a source is not
     * ready. The URLs are null also if a source has no index.
     *
     * @param clipIds in the order of playback
     * @param chapters the clips with their places in the sequence; empty while no version plays
     * @param deletedClipIds the clips that no longer exist
     */
    @Schema(name = "Sequence")
    record SequenceResponse(
            UUID id,
            @Nullable String title,
            @Nullable String version,
            @Nullable URI hlsUrl,
            @Nullable URI dashUrl,
            @Nullable BigDecimal durationSeconds,
            List<UUID> clipIds,
            List<Chapter> chapters,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<UUID> deletedClipIds,

            Instant createdAt) {}

    /**
     * A clip of a sequence.
     *
     * @param title of the clip
     * @param start seconds from the start of the sequence
     */
    @Schema(name = "SequenceChapter")
    record Chapter(@Nullable String title, BigDecimal start) {}

    /** A sequence in a list, without its clips. */
    @Schema(name = "SequenceSummary")
    record Summary(
            UUID id,
            @Nullable String title,
            @Nullable String version,
            @Nullable URI hlsUrl,
            @Nullable URI dashUrl,
            @Nullable BigDecimal durationSeconds,
            int clipCount,
            Instant createdAt) {}

    SequenceResponse one(SequenceState state, ServerHttpRequest request) {
        Sequence sequence = state.sequence();
        Optional<SequenceState.Current> current = current(state);
        return new SequenceResponse(
                sequence.id(),
                sequence.title(),
                current.map(SequenceState.Current::version).orElse(null),
                current.flatMap(it -> url(it, PlaybackPath.HLS, request)).orElse(null),
                current.flatMap(it -> url(it, PlaybackPath.DASH, request)).orElse(null),
                current.map(it -> Seconds.of(it.durationUs())).orElse(null),
                sequence.clipIds(),
                current.map(SequenceResponses::chapters).orElse(List.of()),
                state instanceof SequenceState.ClipsDeleted deleted ? deleted.clipIds() : null,
                sequence.createdAt());
    }

    Summary summary(SequenceState state, ServerHttpRequest request) {
        Sequence sequence = state.sequence();
        Optional<SequenceState.Current> current = current(state);
        return new Summary(
                sequence.id(),
                sequence.title(),
                current.map(SequenceState.Current::version).orElse(null),
                current.flatMap(it -> url(it, PlaybackPath.HLS, request)).orElse(null),
                current.flatMap(it -> url(it, PlaybackPath.DASH, request)).orElse(null),
                current.map(it -> Seconds.of(it.durationUs())).orElse(null),
                sequence.clipIds().size(),
                sequence.createdAt());
    }

    private static Optional<SequenceState.Current> current(SequenceState state) {
        return switch (state) {
            case SequenceState.Current current -> Optional.of(current);
            case SequenceState.ClipsDeleted deleted -> Optional.empty();
            case SequenceState.SourcesNotReady waiting -> Optional.empty();
        };
    }

    private Optional<URI> url(SequenceState.Current sequence, String kind, ServerHttpRequest request) {
        return sequence.hasSegments()
                ? Optional.of(urls.playlist(
                        PlaybackPath.sequence(sequence.sequence().id(), kind, sequence.version()), request))
                : Optional.empty();
    }

    private static List<Chapter> chapters(SequenceState.Current sequence) {
        var chapters = new ArrayList<Chapter>();
        long startUs = 0;
        for (ClipDescriptor clip : sequence.clips()) {
            chapters.add(new Chapter(clip.clip().title(), Seconds.of(startUs)));
            startUs += clip.clip().range().durationUs();
        }
        return List.copyOf(chapters);
    }
}
