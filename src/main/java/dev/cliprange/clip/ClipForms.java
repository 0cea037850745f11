package dev.cliprange.clip;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceKeyframes.Lead;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The URLs and versions of the two forms of a clip, and the choice between them. */
@Component
public class ClipForms {

    private final SourceKeyframes keyframes;
    private final ClipUrls urls;
    private final ClipProperties properties;

    ClipForms(SourceKeyframes keyframes, ClipUrls urls, ClipProperties properties) {
        this.keyframes = keyframes;
        this.urls = urls;
        this.properties = properties;
    }

    /**
     * The URLs of a clip.
     *
     * @param stream plays the form that the configuration chooses
     * @param precise plays the precise form; empty if there is none. The URL of the copy if nothing must be encoded
     * @param hls the first HLS playlist; empty if the clip has no precise form, or a codec that players of segments do
     *     not know
     * @param dash the DASH manifest; empty if {@code hls} is
     */
    public record Forms(URI stream, Optional<URI> precise, Optional<URI> hls, Optional<URI> dash) {}

    /**
     * The versions of a clip.
     *
     * @param stream names the form that the configuration chooses
     * @param precise names the precise form; empty if there is none. The version of the copy if nothing must be encoded
     */
    public record Versions(String stream, Optional<String> precise) {}

    /**
     * Returns the URL of the form that the configuration chooses, for headers of playback; reads as {@link #versions}.
     */
    public Mono<URI> playback(ClipDescriptor clip) {
        return versions(clip).map(it -> urls.playback(clip, it.stream()));
    }

    /** Returns the versions of a clip. Reads the pages of the index that contain its ends. */
    public Mono<Versions> versions(ClipDescriptor clip) {
        return leadOf(clip).map(lead -> versions(clip, lead));
    }

    /** Returns the URLs of a clip, for a response of the control API. */
    public Forms of(ClipDescriptor clip, Optional<Lead> lead, ServerHttpRequest request) {
        Versions versions = versions(clip, lead);
        URI stream = urls.stream(clip, versions.stream(), request);
        boolean segments = hasSegments(clip, versions);
        return new Forms(
                stream,
                versions.precise().map(it -> it.equals(versions.stream()) ? stream : urls.stream(clip, it, request)),
                segments ? Optional.of(urls.playlist(clip, PlaybackPath.HLS, request)) : Optional.empty(),
                segments ? Optional.of(urls.playlist(clip, PlaybackPath.DASH, request)) : Optional.empty());
    }

    /** Returns whether a clip can be played as HLS and DASH. */
    public boolean hasSegments(ClipDescriptor clip, Versions versions) {
        return versions.precise().isPresent()
                && StreamCodecs.arePlayable(clip.source().media());
    }

    private Versions versions(ClipDescriptor clip, Optional<Lead> lead) {
        if (clip.engine() != EngineKind.SLICE) {
            return new Versions(clip.version(), Optional.empty());
        }
        if (lead.filter(it -> !it.hasPrecise()).isPresent()) {
            return new Versions(clip.version(), Optional.empty());
        }
        boolean copyIsPrecise = lead.map(Lead::copyIsPrecise).orElse(true);
        String precise = copyIsPrecise ? clip.version() : clip.preciseVersion();
        String stream = switch (properties.form()) {
            case COPY -> clip.version();
            case PRECISE -> precise;
            case AUTO -> lead.filter(it -> it.leadUs() > 0).isPresent() ? precise : clip.version();
        };
        return new Versions(stream, Optional.of(precise));
    }

    private Mono<Optional<Lead>> leadOf(ClipDescriptor clip) {
        return clip.engine() == EngineKind.SLICE
                ? keyframes.leads(clip.source(), List.of(clip.clip().range())).map(List::getFirst)
                : Mono.just(Optional.empty());
    }
}
