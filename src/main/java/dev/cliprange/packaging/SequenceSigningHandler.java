package dev.cliprange.packaging;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.access.playback.PlaybackSigner;
import dev.cliprange.clip.ClipForm;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.sequence.SequenceForms;
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
import java.util.Optional;
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
    private final SequenceForms forms;
    private final ClipUrls urls;
    private final PlaybackSigner signer;

    SequenceSigningHandler(SequenceService sequences, SequenceForms forms, ClipUrls urls, PlaybackSigner signer) {
        this.sequences = sequences;
        this.forms = forms;
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
     * Signed URLs. Those of HLS and DASH have the same signature, in the path, because relative URLs inherit it there. It is
     * valid for all playlists and segments. The URLs of the MP4 have other versions, so each has a signature of its own.
     * A URL is null if the sequence has none.
     */
    @Schema(name = "SignedSequence")
    record Signed(
            @Nullable URI hlsUrl,
            @Nullable URI dashUrl,
            @Nullable URI streamUrl,
            @Nullable URI preciseStreamUrl,
            Instant expiresAt) {}

    @Operation(summary = "Returns signed URLs of the sequence; their signature opens all of its files")
    @PostMapping("/api/sequences/{sequenceId}/sign")
    Mono<Signed> sign(
            @PathVariable UUID sequenceId, @Valid @RequestBody SignRequest signing, ServerHttpRequest request) {
        return Mono.fromSupplier(() -> signer.expiry(signing.expiresIn()))
                .flatMap(expires -> sequences
                        .get(sequenceId)
                        .map(SequenceSigningHandler::current)
                        .flatMap(sequence -> forms.of(sequence)
                                .map(file -> new Signed(
                                        url(sequence, PlaybackPath.HLS, expires, request),
                                        url(sequence, PlaybackPath.DASH, expires, request),
                                        url(sequence, file.stream(), expires, request),
                                        url(sequence, file.precise(), expires, request),
                                        expires))));
    }

    private @Nullable URI url(
            SequenceState.Current sequence, Optional<ClipForm> form, Instant expires, ServerHttpRequest request) {
        return form.map(it -> PlaybackPath.sequenceStream(sequence.sequence().id(), sequence.fileVersion(it)))
                .map(path -> urls.of(path, expires, request))
                .orElse(null);
    }

    private @Nullable URI url(SequenceState.Current sequence, String kind, Instant expires, ServerHttpRequest request) {
        PlaybackPath path = PlaybackPath.sequence(sequence.sequence().id(), kind, sequence.version());
        return sequence.hasSegments() ? urls.playlist(path, expires, request) : null;
    }

    private static SequenceState.Current current(SequenceState state) {
        return switch (state) {
            case SequenceState.Current current -> current;
            case SequenceState.ClipsDeleted deleted -> throw SequenceService.versionGone(deleted);
            case SequenceState.SourcesNotReady waiting -> throw SequenceService.notReady(waiting);
        };
    }
}
