package dev.cliprange.delivery;

import dev.cliprange.access.playback.PlaybackProperties;
import dev.cliprange.access.playback.PlaybackSigner;
import dev.cliprange.clip.ClipAddresses;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Hands out signed addresses. */
@RestController
@Tag(name = "Clips")
class SigningHandler {

    private static final int LONGEST_SECONDS = 366 * 24 * 3600;

    private final ClipDescriptors clips;
    private final ClipForms forms;
    private final ClipAddresses addresses;
    private final PlaybackSigner signer;
    private final PlaybackProperties properties;
    private final Clock clock;

    SigningHandler(
            ClipDescriptors clips,
            ClipForms forms,
            ClipAddresses addresses,
            PlaybackSigner signer,
            PlaybackProperties properties,
            Clock clock) {
        this.clips = clips;
        this.forms = forms;
        this.addresses = addresses;
        this.signer = signer;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * How long an address is to hold.
     *
     * @param expiresIn in seconds
     * @param form which of the clip's streams: null for what its {@code streamUrl} plays; the signature opens everything that
     *     is made of this form
     */
    record Wish(
            @Positive @Max(LONGEST_SECONDS) long expiresIn,

            @Pattern(regexp = "stream|copy|precise") @Nullable String form) {}

    /** A signed address. */
    record Signed(URI url, Instant expiresAt) {}

    @Operation(summary = "Signs the address of a clip's stream, or of the form that is named")
    @PostMapping("/api/clips/{clipId}/sign")
    Mono<Signed> sign(@PathVariable UUID clipId, @Valid @RequestBody Wish wish, ServerHttpRequest request) {
        if (!properties.signed()) {
            return Mono.error(new FailureException(
                    Failure.SIGNING_OFF, "Addresses are open here: cliprange.playback.signing-key is not set."));
        }
        Instant expires = clock.instant().plusSeconds(wish.expiresIn()).truncatedTo(ChronoUnit.SECONDS);
        return clips.get(clipId)
                .flatMap(clip -> version(clip, wish.form())
                        .map(version -> new Signed(sign(clip, version, expires, request), expires)));
    }

    private URI sign(ClipDescriptor clip, String version, Instant expires, ServerHttpRequest request) {
        var address = UriComponentsBuilder.fromUri(addresses.unsignedStream(clip, version, request));
        signer.sign(address, clip.id(), version, expires);
        return address.build().toUri();
    }

    private Mono<String> version(ClipDescriptor clip, @Nullable String form) {
        return forms.versions(clip).map(versions -> switch (form) {
            case "copy" -> clip.version();
            case "precise" ->
                versions.precise()
                        .orElseThrow(() -> new FailureException(
                                Failure.PRECISE_UNAVAILABLE,
                                "Its source is not sliced, or frames of it cannot be encoded: the clip has one form."));
            case null, default -> versions.stream();
        });
    }
}
