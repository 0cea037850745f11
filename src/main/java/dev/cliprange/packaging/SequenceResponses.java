package dev.cliprange.packaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.sequence.Sequence;
import dev.cliprange.clip.sequence.SequenceForms;
import dev.cliprange.clip.sequence.SequenceForms.Forms;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.FailureException;
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
import reactor.core.publisher.Mono;

/** Renders sequences in the shape of the HTTP contract. */
@Component
class SequenceResponses {

    private final ClipUrls urls;
    private final SequenceForms forms;

    SequenceResponses(ClipUrls urls, SequenceForms forms) {
        this.urls = urls;
        this.forms = forms;
    }

    /**
     * A sequence. Version, URLs and duration are null while no version plays: a clip was deleted, or a source is not
     * ready. The URLs are null also if a source has no index.
     *
     * @param streamUrl the clips as one MP4; null if {@code mp4Problem} is not
     * @param preciseStreamUrl the precise form of the MP4; null if a clip has none. The URL of the copy if nothing must be
     *     encoded
     * @param clipIds in the order of playback
     * @param chapters the clips with their places in the sequence; empty while no version plays
     * @param mp4Problem why the clips are not one MP4; null if they are, and while no version plays
     * @param deletedClipIds the clips that no longer exist
     */
    @Schema(name = "Sequence")
    record SequenceResponse(
            UUID id,
            @Nullable String title,
            @Nullable String version,
            @Nullable URI hlsUrl,
            @Nullable URI dashUrl,
            @Nullable URI streamUrl,
            @Nullable URI preciseStreamUrl,
            @Nullable BigDecimal durationSeconds,
            List<UUID> clipIds,
            List<Chapter> chapters,

            @Nullable Mp4Problem mp4Problem,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<UUID> deletedClipIds,

            Instant createdAt) {}

    /**
     * Why the clips are not one MP4.
     *
     * @param code {@code sequence-mixed-media} or {@code sequence-too-long}
     * @param text names the first clip that differs, and how
     * @param clipIds the clips that differ from the first clip; empty if the sequence is too long
     */
    @Schema(name = "SequenceMp4Problem")
    record Mp4Problem(String code, String text, List<UUID> clipIds) {

        static Mp4Problem of(FailureException failure) {
            List<UUID> clipIds = failure.properties().get(SequenceService.CLIP_IDS) instanceof List<?> ids
                    ? ids.stream().map(UUID.class::cast).toList()
                    : List.of();
            return new Mp4Problem(failure.failure().code(), failure.detail(), clipIds);
        }
    }

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

    /** Returns a sequence with the URLs of its forms. Fails as {@link SequenceForms#of}. */
    Mono<SequenceResponse> one(SequenceState state, ServerHttpRequest request) {
        return forms(state).map(forms -> one(state, forms, request));
    }

    private Mono<Forms> forms(SequenceState state) {
        return current(state).map(forms::of).orElse(Mono.just(Forms.NONE));
    }

    SequenceResponse one(SequenceState state, Forms file, ServerHttpRequest request) {
        Sequence sequence = state.sequence();
        Optional<SequenceState.Current> current = current(state);
        return new SequenceResponse(
                sequence.id(),
                sequence.title(),
                current.map(SequenceState.Current::version).orElse(null),
                current.flatMap(it -> url(it, PlaybackPath.HLS, request)).orElse(null),
                current.flatMap(it -> url(it, PlaybackPath.DASH, request)).orElse(null),
                current.flatMap(it -> file.stream().map(form -> fileUrl(it, form, request)))
                        .orElse(null),
                current.flatMap(it -> file.precise().map(form -> fileUrl(it, form, request)))
                        .orElse(null),
                current.map(it -> Seconds.of(it.durationUs())).orElse(null),
                sequence.clipIds(),
                current.map(SequenceResponses::chapters).orElse(List.of()),
                file.problem().map(Mp4Problem::of).orElse(null),
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

    private URI fileUrl(SequenceState.Current sequence, ClipForm form, ServerHttpRequest request) {
        return urls.of(PlaybackPath.sequenceStream(sequence.sequence().id(), sequence.fileVersion(form)), request);
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
