package dev.cliprange.clip;

import dev.cliprange.clip.ClipEditor.Answer;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceTimelines;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.web.EntityTag;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Clips as the control face answers them. */
@Component
class ClipAnswers {

    private final SourceTimelines timelines;
    private final SourceKeyframes keyframes;
    private final ClipForms forms;

    ClipAnswers(SourceTimelines timelines, SourceKeyframes keyframes, ClipForms forms) {
        this.timelines = timelines;
        this.keyframes = keyframes;
        this.forms = forms;
    }

    /** Several clips that an operation made or changed. */
    record Clips(List<ClipResponse> clips) {}

    Mono<ResponseEntity<ClipResponse>> one(ClipDescriptor clip, ServerHttpRequest request, HttpStatus status) {
        return all(List.of(clip), request)
                .map(bodies -> ResponseEntity.status(status)
                        .location(URI.create("/api/clips/" + clip.id()))
                        .eTag(EntityTag.of(clip.clip().rowVersion()))
                        .body(bodies.getFirst()));
    }

    /** Answers an operation with the clip it left. */
    Answer<ClipResponse> one(ServerWebExchange exchange, HttpStatus status) {
        return clips -> one(clips.getFirst(), exchange.getRequest(), status);
    }

    /** Answers an operation with the clips it left, in order. */
    Answer<Clips> several(ServerWebExchange exchange) {
        return clips -> all(clips, exchange.getRequest()).map(bodies -> ResponseEntity.ok(new Clips(bodies)));
    }

    /** The clips of one source. */
    Mono<List<ClipResponse>> all(List<ClipDescriptor> clips, ServerHttpRequest request) {
        if (clips.isEmpty()) {
            return Mono.just(List.of());
        }
        List<TimeRange> ranges = clips.stream().map(clip -> clip.clip().range()).toList();
        ReadySource source = clips.getFirst().source();
        return Mono.zip(
                timelines.frames(source, ranges),
                keyframes.leads(source, ranges),
                (frames, leads) -> IntStream.range(0, clips.size())
                        .mapToObj(i -> ClipResponse.of(
                                clips.get(i),
                                frames.get(i),
                                leads.get(i),
                                forms.of(clips.get(i), leads.get(i), request)))
                        .toList());
    }
}
