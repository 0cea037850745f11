package dev.cliprange.clip.cut;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.clip.cut.ClipEditor.Answer;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceKeyframes;
import dev.cliprange.source.SourceTimelines;
import dev.cliprange.timeline.TimeRange;
import dev.cliprange.web.EntityTag;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Clips as the control face answers them. */
@Component
public class ClipAnswers {

    /** The most clips that an operation's answer has: each takes about 700 bytes of it, and more while it is made. */
    static final int MOST_CLIPS = 1000;

    private final ClipDescriptors descriptors;
    private final SourceTimelines timelines;
    private final SourceKeyframes keyframes;
    private final ClipForms forms;

    ClipAnswers(ClipDescriptors descriptors, SourceTimelines timelines, SourceKeyframes keyframes, ClipForms forms) {
        this.descriptors = descriptors;
        this.timelines = timelines;
        this.keyframes = keyframes;
        this.forms = forms;
    }

    /**
     * Clips that an operation made or changed.
     *
     * @param clips in the order of their start; none if there are more than {@value #MOST_CLIPS}
     * @param clipCount how many there are
     * @param clipsUrl where they are listed, if they are not here
     */
    public record Clips(
            List<ClipResponse> clips,
            @Nullable Integer clipCount,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI clipsUrl) {

        public Clips {
            clips = List.copyOf(clips);
            // An answer that was stored before it had a count is read without one.
            clipCount = clipCount == null ? clips.size() : clipCount;
        }
    }

    public Mono<ResponseEntity<ClipResponse>> one(ClipDescriptor clip, ServerHttpRequest request, HttpStatus status) {
        return all(List.of(clip), request)
                .map(bodies -> ResponseEntity.status(status)
                        .location(URI.create("/api/clips/" + clip.id()))
                        .eTag(EntityTag.of(clip.clip().rowVersion()))
                        .body(bodies.getFirst()));
    }

    /** Answers an operation with the clip it left. */
    public Answer<ClipResponse> one(ServerWebExchange exchange, HttpStatus status) {
        return outcome ->
                one(descriptors.describe(outcome.clips().getFirst(), outcome.source()), exchange.getRequest(), status);
    }

    /** Answers an operation with the clips it left, in order; with a link to them if they are many. */
    public Answer<Clips> several(ServerWebExchange exchange) {
        return outcome -> {
            int count = outcome.clips().size();
            if (count > MOST_CLIPS) {
                URI list = URI.create("/api/sources/" + outcome.source().id() + "/clips");
                return Mono.just(ResponseEntity.ok(new Clips(List.of(), count, list)));
            }
            List<ClipDescriptor> clips = outcome.clips().stream()
                    .map(clip -> descriptors.describe(clip, outcome.source()))
                    .toList();
            return all(clips, exchange.getRequest()).map(bodies -> ResponseEntity.ok(new Clips(bodies, count, null)));
        };
    }

    /** The clips of one source. */
    public Mono<List<ClipResponse>> all(List<ClipDescriptor> clips, ServerHttpRequest request) {
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
