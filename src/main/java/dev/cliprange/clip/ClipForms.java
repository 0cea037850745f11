package dev.cliprange.clip;

import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceKeyframes.Lead;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The two forms of a clip: where each plays, and which one is shown to players that do not choose. */
@Component
public class ClipForms {

    private final SourceKeyframes keyframes;
    private final ClipAddresses addresses;
    private final ClipProperties properties;

    ClipForms(SourceKeyframes keyframes, ClipAddresses addresses, ClipProperties properties) {
        this.keyframes = keyframes;
        this.addresses = addresses;
        this.properties = properties;
    }

    /**
     * Where a clip plays.
     *
     * @param stream the form that the configuration chooses
     * @param precise the form that is exact in every player; empty where there is none. The same as the copy where
     *     nothing must be encoded
     */
    public record Forms(URI stream, Optional<URI> precise) {}

    /**
     * The versions that name the bytes of a clip's forms.
     *
     * @param stream of the form that the configuration chooses
     * @param precise empty where there is none; the copy's where nothing must be encoded
     */
    public record Versions(String stream, Optional<String> precise) {}

    /**
     * Returns the URL of the form that the configuration chooses, for headers of playback; reads as {@link #versions}.
     */
    public Mono<URI> playback(ClipDescriptor clip) {
        return versions(clip).map(it -> addresses.playback(clip, it.stream()));
    }

    /** The versions of a clip; reads the pages of the index that its ends lie in. */
    public Mono<Versions> versions(ClipDescriptor clip) {
        return leadOf(clip).map(lead -> versions(clip, lead));
    }

    public Forms of(ClipDescriptor clip, Optional<Lead> lead, ServerHttpRequest request) {
        Versions versions = versions(clip, lead);
        URI stream = addresses.stream(clip, versions.stream(), request);
        return new Forms(
                stream,
                versions.precise()
                        .map(it -> it.equals(versions.stream()) ? stream : addresses.stream(clip, it, request)));
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
        return keyframes.leads(clip.source(), List.of(clip.clip().range())).map(List::getFirst);
    }
}
