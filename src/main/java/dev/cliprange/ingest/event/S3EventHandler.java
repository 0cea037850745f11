package dev.cliprange.ingest.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The call with which a bucket reports new objects. */
@RestController
@Tag(name = "Sources")
class S3EventHandler {

    private static final String TEST_EVENT = "s3:TestEvent";

    private final EventFollower follower;
    private final EventScope scope;

    S3EventHandler(EventFollower follower, EventScope scope) {
        this.follower = follower;
        this.scope = scope;
    }

    /**
     * An S3 event. Other fields are ignored, because storages add their own.
     *
     * @param records one for each object; null in the event that S3 sends when a notification is set up
     * @param event the name of that event; null in all others
     */
    @Schema(name = "S3Event")
    @JsonIgnoreProperties(ignoreUnknown = true)
    record S3Event(
            @JsonProperty("Records") @Nullable List<Object> records,
            @JsonProperty("Event") @Nullable String event) {}

    /** How many records registered a source, were about a known one, or were ignored. */
    @Schema(name = "S3EventResult")
    record Result(int registered, int known, int ignored) {

        static Result of(EventFollower.Counts counts) {
            return new Result(counts.registered(), counts.known(), counts.ignored());
        }
    }

    @Operation(
            summary = "Follows an S3 event: registers new objects, and reads changed ones again",
            description = "Only objects below the configured prefixes count. Events may be repeated, and may arrive in"
                    + " any order. Removals delete nothing.")
    @PostMapping("/api/sources:s3-events")
    Mono<Result> receive(@RequestBody S3Event event) {
        return Mono.defer(() -> {
            if (!scope.isOn()) {
                return Mono.error(new FailureException(
                        Failure.S3_EVENTS_OFF, "No prefix is configured in 'cliprange.ingest.event-prefixes'."));
            }
            return follower.follow(records(event)).map(Result::of);
        });
    }

    private static List<Object> records(S3Event event) {
        List<Object> records = event.records();
        if (records != null) {
            return records;
        }
        if (TEST_EVENT.equals(event.event())) {
            return List.of();
        }
        throw FailureException.invalid(
                new InvalidInput.Field("/Records", "Expected a list of records, as S3 sends it."));
    }
}
