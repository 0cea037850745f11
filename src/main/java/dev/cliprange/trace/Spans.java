package dev.cliprange.trace;

import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Puts spans around the steps of a request. */
public interface Spans {

    /** Hands all work back as it came. */
    Spans OFF = new Spans() {};

    /** The work, as a step of the request it is subscribed to by. */
    default <T> Mono<T> around(Step step, Mono<T> work) {
        return work;
    }

    /** The same, with something to tell about it. */
    default <T> Mono<T> around(Step step, Function<Marks, Mono<T>> work) {
        return work.apply(Marks.NONE);
    }

    /** The same for many elements; the step ends with the last of them. */
    default <T> Flux<T> aroundAll(Step step, Function<Marks, Flux<T>> work) {
        return work.apply(Marks.NONE);
    }

    /**
     * The work, during which a step ends that has begun with it.
     *
     * @param end gets what ends the step; it also ends with the work
     */
    default <T> Mono<T> until(Step step, Consumer<Runnable> end, Mono<T> work) {
        return work;
    }
}
