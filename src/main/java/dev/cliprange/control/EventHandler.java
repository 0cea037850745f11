package dev.cliprange.control;

import dev.cliprange.event.ChangeEvent;
import dev.cliprange.event.EventFeed;
import dev.cliprange.event.EventProperties;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The change feed for applications. */
@RestController
@Tag(name = "Events")
class EventHandler {

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);
    /** After this time the client reconnects, so that its key is checked again and load balancers can move it. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final EventFeed feed;
    private final JsonMapper json;
    private final Semaphore places;

    EventHandler(EventFeed feed, EventProperties properties, JsonMapper json) {
        this.feed = feed;
        this.json = json;
        this.places = new Semaphore(properties.maxReaders());
    }

    @Operation(summary = "Streams changes as server-sent events; resumes after the event in Last-Event-ID")
    @GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> events(
            @RequestHeader(name = LAST_EVENT_ID, required = false) @Nullable String lastEventId) {
        return Flux.using(this::enter, place -> events(lastSeen(lastEventId)), Semaphore::release);
    }

    private Flux<ServerSentEvent<String>> events(Mono<Long> lastSeen) {
        return lastSeen.zipWith(feed.newestId()).flatMapMany(ids -> {
            long from = ids.getT1() < 0 ? ids.getT2() : ids.getT1();
            if (from > ids.getT2()) {
                return Flux.error(FailureException.invalid(new InvalidInput.Parameter(
                        LAST_EVENT_ID,
                        "It names an event that does not exist yet. Send the last ID that was received.")));
            }
            return feed.untilStop(Flux.concat(gap(from), feed.after(from).map(this::write))
                    .mergeWith(Flux.interval(COMMENT_EVERY)
                            .onBackpressureDrop()
                            .map(tick -> ServerSentEvent.<String>builder()
                                    .comment("")
                                    .build()))
                    .take(LONGEST));
        });
    }

    /** Returns the first event: the position of the client, and whether events before it were lost. */
    private Flux<ServerSentEvent<String>> gap(long from) {
        return feed.hasGapAfter(from)
                .map(gap -> gap
                        ? ServerSentEvent.<String>builder()
                                .id(String.valueOf(from))
                                .event("gap")
                                .data("{\"type\":\"gap\"}")
                                .build()
                        : ServerSentEvent.<String>builder()
                                .id(String.valueOf(from))
                                .comment("begins")
                                .build())
                .flux();
    }

    private ServerSentEvent<String> write(ChangeEvent event) {
        ObjectNode body = json.createObjectNode().put("type", event.type());
        if (event.sourceId() != null) {
            body.put("sourceId", event.sourceId().toString());
        }
        event.data().properties().forEach(entry -> body.set(entry.getKey(), entry.getValue()));
        body.put("at", event.at().toString());
        return ServerSentEvent.<String>builder()
                .id(String.valueOf(event.id()))
                .event(event.type())
                .data(json.writeValueAsString(body))
                .build();
    }

    /** Returns the ID of the last event that the client has received; -1 for a new client. */
    private static Mono<Long> lastSeen(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return Mono.just(-1L);
        }
        if (!lastEventId.matches("[0-9]{1,18}")) {
            return Mono.error(FailureException.invalid(new InvalidInput.Parameter(
                    LAST_EVENT_ID,
                    "It is not the ID of an event (expected: 1 to 18 digits). Send the last ID that was received.")));
        }
        return Mono.just(Long.parseLong(lastEventId));
    }

    private Semaphore enter() {
        if (!places.tryAcquire()) {
            throw new FailureException(
                    Failure.TOO_BUSY,
                    "Too many clients read the change feed of this instance.",
                    Map.of("retryAfterSeconds", 5));
        }
        return places;
    }
}
