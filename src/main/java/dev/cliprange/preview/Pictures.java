package dev.cliprange.preview;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.picture.PictureMaker;
import dev.cliprange.ffmpeg.picture.PictureRequest;
import dev.cliprange.memory.MemoryPermits;
import dev.cliprange.memory.SingleFlight;
import dev.cliprange.source.ReadySource;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Pictures by name: from the work storage, or made now. Concurrent requests for a missing picture share one process. It
 * runs to completion even if every client disconnects, and its result is kept.
 */
@Component
class Pictures {

    /** A page with many pictures requests all of them at once. They wait for each other here. */
    private static final int MOST_WAITING = 64;

    private static final int MOST_JOINS = 3;

    private final PictureStore store;
    private final PictureMaker maker;
    private final PictureFailures failures;
    private final PreviewMetrics metrics;
    private final Spans spans;
    private final MemoryPermits places;
    private final SingleFlight<String, byte[]> flights = new SingleFlight<>();

    Pictures(
            PictureStore store,
            PictureMaker maker,
            PictureFailures failures,
            PreviewMetrics metrics,
            Spans spans,
            PreviewProperties properties) {
        this.store = store;
        this.maker = maker;
        this.failures = failures;
        this.metrics = metrics;
        this.spans = spans;
        this.places = new MemoryPermits(maker.mostAtOnce(), properties.maxWait(), MOST_WAITING);
    }

    /**
     * Returns a picture.
     *
     * @param request to make it, if it is not kept
     * @throws FailureException as {@link PictureMaker#make}; a failure of the media is remembered and returned at once
     *     until it expires
     */
    Mono<byte[]> get(ReadySource source, PictureName name, Supplier<Mono<PictureRequest>> request) {
        return get(source, name, request, MOST_JOINS);
    }

    /** @param joins how many processes that other requests wait for may fail because no process was free */
    private Mono<byte[]> get(ReadySource source, PictureName name, Supplier<Mono<PictureRequest>> request, int joins) {
        String key = source.id() + "/" + name.text();
        return flights.get(
                key,
                () -> find(source, name, key, request),
                running -> running.onErrorResume(
                        FailureException.class, failure -> joined(source, name, request, joins, failure)));
    }

    /**
     * Handles the failure of a process that another request began and logged. If no process was free for that request,
     * its client may have too many, and this client may still get one.
     */
    private Mono<byte[]> joined(
            ReadySource source,
            PictureName name,
            Supplier<Mono<PictureRequest>> request,
            int joins,
            FailureException failure) {
        return failure.failure() == Failure.TOO_BUSY && joins > 0
                ? get(source, name, request, joins - 1)
                : Mono.error(failure.remembered());
    }

    private Mono<byte[]> find(
            ReadySource source, PictureName name, String key, Supplier<Mono<PictureRequest>> request) {
        return metrics.stored(store.find(source, name))
                .switchIfEmpty(Mono.defer(() -> failures.find(key)
                        .<Mono<byte[]>>map(Mono::error)
                        .orElseGet(() -> make(source, name, key, request))));
    }

    private Mono<byte[]> make(
            ReadySource source, PictureName name, String key, Supplier<Mono<PictureRequest>> request) {
        // The request may need other pictures, so it has no place of its own while it waits for them.
        return metrics.made(Mono.defer(request)
                .flatMap(it -> places.with(1, spans.around(TracedStep.PICTURE, maker.make(it))))
                .doOnError(error -> failures.add(key, error))
                .delayUntil(picture -> store.put(source, name, picture)));
    }
}
