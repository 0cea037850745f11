package dev.cliprange.stream;

import dev.cliprange.clip.EngineKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceService;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import io.netty.buffer.ByteBuf;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs responses that send media. Every entry point uses it, so that one limit and one shutdown cover all of them. */
@Component
public class Streams {

    private final StreamGate gate;
    private final StreamMetrics metrics;
    private final SourceService sources;
    private final Spans spans;

    Streams(StreamGate gate, StreamMetrics metrics, SourceService sources, Spans spans) {
        this.gate = gate;
        this.metrics = metrics;
        this.sources = sources;
        this.spans = spans;
    }

    /**
     * Returns the stream as one of a limited number, with its outcome, its time and the span of its first byte
     * recorded. If the stream finds that the source's object has changed, the source is checked again.
     *
     * @param stream writes status, headers and body of the response
     * @throws FailureException TOO_BUSY, SHUTTING_DOWN; as the stream
     */
    public Mono<Void> run(EngineKind engine, ReadySource source, ServerHttpResponse response, Mono<Void> stream) {
        return checkIfChanged(source, run(engine, response, stream));
    }

    /**
     * As {@link #run(EngineKind, ReadySource, ServerHttpResponse, Mono)}, for a stream of several sources. The stream
     * uses {@link #checkIfChanged} for each of them.
     */
    public Mono<Void> run(EngineKind engine, ServerHttpResponse response, Mono<Void> stream) {
        Mono<Void> traced = spans.until(
                TracedStep.FIRST_BYTE, end -> response.beforeCommit(() -> Mono.fromRunnable(end)), gate.admit(stream));
        return metrics.observe(engine, response, traced);
    }

    /** Returns work on one source. If it finds that the source's object has changed, the source is checked again. */
    public <T> Mono<T> checkIfChanged(ReadySource source, Mono<T> work) {
        return work.onErrorResume(
                Streams::isChanged,
                error -> sources.objectChanged(source).onErrorComplete().then(Mono.error(error)));
    }

    /** As above, for the bytes of a source. */
    Flux<ByteBuf> checkIfChanged(ReadySource source, Flux<ByteBuf> bytes) {
        return bytes.onErrorResume(
                Streams::isChanged,
                error -> sources.objectChanged(source).onErrorComplete().thenMany(Flux.error(error)));
    }

    private static boolean isChanged(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_CHANGED;
    }
}
