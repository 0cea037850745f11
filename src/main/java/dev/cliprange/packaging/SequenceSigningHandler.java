package dev.cliprange.packaging;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.access.playback.PlaybackSigner;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.sequence.SequenceService;
import dev.cliprange.clip.sequence.SequenceState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Instant;
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

    private final SequenceService sequences;
    private final ClipUrls urls;
    private final PlaybackSigner signer;

    SequenceSigningHandler(SequenceService sequences, ClipUrls urls, PlaybackSigner signer) {
        this.sequences = sequences;
        this.urls = urls;
        this.signer = signer;
    }

    /**
     * The URLs to sign.
     *
     * @param expiresIn how long they are valid, in seconds
     */
    @Schema(name = "SequenceSignRequest")
    record SignRequest(
            @Positive @Max(PlaybackSigner.LONGEST_SECONDS) long expiresIn) {}

    /**
     * Signed URLs of one version. Both have the same signature, in the path, because relative URLs inherit it there. It is
     * valid for everything that is made of the sequence. The URLs are null if a source has no index.
     */
    @Schema(name = "SignedSequence")
    record Signed(@Nullable URI hlsUrl, @Nullable URI dashUrl, Instant expiresAt) {}

    @Operation(summary = "Returns signed URLs of the sequence; their signature opens all of its files")
    @PostMapping("/api/sequences/{sequenceId}/sign")
    Mono<Signed> sign(
            @PathVariable UUID sequenceId, @Valid @RequestBody SignRequest signing, ServerHttpRequest request) {
        return Mono.fromSupplier(() -> signer.expiry(signing.expiresIn()))
                .flatMap(expires -> sequences
                        .get(sequenceId)
                        .map(SequenceSigningHandler::current)
                        .map(sequence -> new Signed(
                                url(sequence, PlaybackPath.HLS, expires, request),
                                url(sequence, PlaybackPath.DASH, expires, request),
                                expires)));
    }

    private @Nullable URI url(SequenceState.Current sequence, String kind, Instant expires, ServerHttpRequest request) {
        PlaybackPath path = PlaybackPath.sequence(sequence.sequence().id(), kind, sequence.version());
        return sequence.hasSegments() ? urls.playlist(path, expires, request) : null;
    }

    private static SequenceState.Current current(SequenceState state) {
        return switch (state) {
            case SequenceState.Current current -> current;
            case SequenceState.ClipsDeleted deleted -> throw SequenceAnswers.versionGone(deleted);
            case SequenceState.SourcesNotReady waiting -> throw SequenceService.notReady(waiting);
        };
    }
}
