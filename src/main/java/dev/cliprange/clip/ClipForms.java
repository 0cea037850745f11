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

    /** The addresses of a clip; reads the pages of the index that its ends lie in. */
    public Mono<Forms> of(ClipDescriptor clip, ServerHttpRequest request) {
        return keyframes
                .leads(clip.source(), List.of(clip.clip().range()))
                .map(leads -> of(clip, leads.getFirst(), request));
    }

    Forms of(ClipDescriptor clip, Optional<Lead> lead, ServerHttpRequest request) {
        URI copy = addresses.stream(clip, request);
        if (clip.engine() != EngineKind.SLICE) {
            return new Forms(copy, Optional.empty());
        }
        boolean copyIsPrecise = lead.map(Lead::copyIsPrecise).orElse(true);
        URI precise = copyIsPrecise ? copy : addresses.precise(clip, request);
        URI stream = switch (properties.form()) {
            case COPY -> copy;
            case PRECISE -> precise;
            case AUTO -> lead.filter(it -> it.leadUs() > 0).isPresent() ? precise : copy;
        };
        return new Forms(stream, Optional.of(precise));
    }
}
