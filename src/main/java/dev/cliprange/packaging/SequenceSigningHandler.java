package dev.cliprange.packaging;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.access.playback.PlaybackSigner;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.sequence.SequenceDescriptors;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Returns signed URLs of sequences. */
@RestController
@Tag(name = "Sequences")
class SequenceSigningHandler {

    private static final int LONGEST_SECONDS = 366 * 24 * 3600;

    private final SequenceDescriptors sequences;
    private final ClipUrls urls;
    private final PlaybackSigner signer;
    private final Clock clock;

    SequenceSigningHandler(SequenceDescriptors sequences, ClipUrls urls, PlaybackSigner signer, Clock clock) {
        this.sequences = sequences;
        this.urls = urls;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * The URL to sign.
     *
     * @param expiresIn how long it is valid, in seconds
     * @param form null for HLS. The signature is valid for everything that is made of the sequence
     */
    @Schema(name = "SequenceSignRequest")
    record SignRequest(
            @Positive @Max(LONGEST_SECONDS) long expiresIn,

            @Nullable SequenceForm form) {}

    /** The form whose URL is returned. */
    enum SequenceForm {
        HLS,
        DASH;

        /** The name in the HTTP contract, and the kind of its path. */
        @JsonValue
        String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A signed URL. */
    @Schema(name = "SignedSequenceUrl")
    record Signed(URI url, Instant expiresAt) {}

    @Operation(summary = "Returns a signed URL of the sequence; its signature opens all files of the sequence")
    @PostMapping("/api/sequences/{sequenceId}/sign")
    Mono<Signed> sign(
            @PathVariable UUID sequenceId, @Valid @RequestBody SignRequest signing, ServerHttpRequest request) {
        if (!signer.signs()) {
            return Mono.error(new FailureException(
                    Failure.SIGNING_OFF, "URLs are not signed here: cliprange.playback.signing-key is not set."));
        }
        Instant expires = clock.instant().plusSeconds(signing.expiresIn()).truncatedTo(ChronoUnit.SECONDS);
        String kind = Objects.requireNonNullElse(signing.form(), SequenceForm.HLS).lowerCase();
        return sequences
                .get(sequenceId)
                .map(SequenceSigningHandler::version)
                .map(version -> PlaybackPath.sequence(sequenceId, kind, version))
                .map(path -> new Signed(urls.playlist(path, expires, request), expires));
    }

    private static String version(SequenceState state) {
        return switch (state) {
            case SequenceState.Current current -> current.version();
            case SequenceState.ClipsDeleted deleted -> throw SequenceAnswers.versionGone(deleted);
            case SequenceState.SourcesNotReady waiting -> throw SequenceService.notReady(waiting);
        };
    }
}
