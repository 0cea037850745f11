package dev.cliprange.trace;

import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Creates spans for the steps of a request. */
public interface Spans {

    /** Creates no spans. */
    Spans OFF = new Spans() {};

    /** Returns the work, with a span from its subscription to its end. */
    default <T> Mono<T> around(TracedStep step, Mono<T> work) {
        return work;
    }

    /** Returns work that can add tags to its span. */
    default <T> Mono<T> around(TracedStep step, Function<SpanTags, Mono<T>> work) {
        return work.apply(SpanTags.NONE);
    }

    /** Returns work that can add tags to its span, which ends with the last element. */
    default <T> Flux<T> aroundAll(TracedStep step, Function<SpanTags, Flux<T>> work) {
        return work.apply(SpanTags.NONE);
    }

    /**
     * Returns the work, with a span that begins with it and can end earlier.
     *
     * @param end receives the callback that ends the span; otherwise the span ends with the work
     */
    default <T> Mono<T> until(TracedStep step, Consumer<Runnable> end, Mono<T> work) {
        return work;
    }
}
