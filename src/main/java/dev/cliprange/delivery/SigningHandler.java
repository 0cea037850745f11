package dev.cliprange.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.access.playback.PlaybackSigner;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Instant;
import java.util.List;
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

/** Returns signed URLs. */
@RestController
@Tag(name = "Clips")
class SigningHandler {

    private final ClipDescriptors clips;
    private final ClipForms forms;
    private final ClipUrls urls;
    private final PlaybackSigner signer;

    SigningHandler(ClipDescriptors clips, ClipForms forms, ClipUrls urls, PlaybackSigner signer) {
        this.clips = clips;
        this.forms = forms;
        this.urls = urls;
        this.signer = signer;
    }

    /**
     * The URL to sign.
     *
     * @param expiresIn how long it is valid, in seconds
     * @param form null for the form that {@code streamUrl} plays. The signature is valid for everything that is made of
     *     this form
     */
    record SignRequest(
            @Positive @Max(PlaybackSigner.LONGEST_SECONDS) long expiresIn,

            @Nullable SignedForm form) {}

    /** The form whose URL is signed. */
    enum SignedForm {
        /** The form that {@code streamUrl} plays. */
        STREAM,
        COPY,
        PRECISE;

        /** The name in the HTTP contract. */
        @JsonValue
        String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Signed URLs. The last three have the signature in the path, because relative URLs inherit it there.
     *
     * @param hlsUrl the first HLS playlist: the copy form if it was named, else the exact one; null if the clip has none
     * @param dashUrl the DASH manifest, likewise
     * @param storyboardUrl the cues of the storyboard; null if the clip has none
     */
    @Schema(name = "SignedUrl")
    record Signed(
            URI url,
            Instant expiresAt,
            @Nullable URI hlsUrl,
            @Nullable URI dashUrl,
            @Nullable URI storyboardUrl) {}

    @Operation(summary = "Returns signed URLs of the clip's stream, or of the named form")
    @PostMapping("/api/clips/{clipId}/sign")
    Mono<Signed> sign(@PathVariable UUID clipId, @Valid @RequestBody SignRequest signing, ServerHttpRequest request) {
        SignedForm form = Objects.requireNonNullElse(signing.form(), SignedForm.STREAM);
        return Mono.fromSupplier(() -> signer.expiry(signing.expiresIn()))
                .flatMap(expires -> clips.get(clipId)
                        .flatMap(clip ->
                                forms.versions(clip).map(versions -> sign(clip, versions, form, expires, request))));
    }

    private Signed sign(
            ClipDescriptor clip,
            ClipForms.Versions versions,
            SignedForm form,
            Instant expires,
            ServerHttpRequest request) {
        boolean segments = forms.hasSegments(clip, versions);
        boolean pictures = clip.source().sliceable() && clip.source().media().video() != null;
        return new Signed(
                urls.stream(clip, version(clip, versions, form), expires, request),
                expires,
                segments ? playlist(clip, PlaybackPath.HLS, form, expires, request) : null,
                segments ? playlist(clip, PlaybackPath.DASH, form, expires, request) : null,
                pictures ? storyboard(clip, expires, request) : null);
    }

    private URI playlist(
            ClipDescriptor clip, String kind, SignedForm form, Instant expires, ServerHttpRequest request) {
        URI exact = urls.playlist(PlaybackPath.playlist(clip.id(), kind, clip.streamVersion()), expires, request);
        return switch (form) {
            case STREAM, PRECISE -> exact;
            case COPY -> URI.create(exact + "?form=copy");
        };
    }

    private URI storyboard(ClipDescriptor clip, Instant expires, ServerHttpRequest request) {
        return urls.playlist(PlaybackPath.storyboard(clip.id(), clip.version(), ".vtt"), expires, request);
    }

    private static String version(ClipDescriptor clip, ClipForms.Versions versions, SignedForm form) {
        return switch (form) {
            case STREAM -> versions.stream();
            case COPY -> clip.version();
            case PRECISE ->
                versions.precise()
                        .orElseThrow(() -> new FailureException(
                                        Failure.PRECISE_UNAVAILABLE,
                                        "This clip has no precise form: its source is not sliced or cannot be encoded.")
                                .withErrors(List.of(new InvalidInput.Field(
                                        "/form", "Expected 'stream' or 'copy' for this clip."))));
        };
    }
}
