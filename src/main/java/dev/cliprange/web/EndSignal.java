package dev.cliprange.web;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends streams from outside: cancels the source of each, and then completes or fails it. The first call of {@link
 * #complete} or {@link #fail} counts. A stream that is subscribed to later ends at once.
 *
 * <p>This is the only class that calls {@code takeUntilOther}. If the other publisher fails, that operator fails the
 * stream and does not cancel its source: the source then keeps its connection and its buffers. So the signal here
 * always completes, and the error follows it.
 */
public final class EndSignal {

    private final Sinks.Empty<Void> end = Sinks.empty();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Throwable failure;

    /** Completes the streams. */
    public void complete() {
        if (ended.compareAndSet(false, true)) {
            end.tryEmitEmpty();
        }
    }

    /** Fails the streams. */
    public void fail(Throwable reason) {
        if (ended.compareAndSet(false, true)) {
            failure = reason;
            end.tryEmitEmpty();
        }
    }

    /** Returns the stream, which ends with this signal at the latest. Elements that it drops then are discarded. */
    public <T> Flux<T> applyTo(Flux<T> stream) {
        return stream.takeUntilOther(end.asMono()).concatWith(Mono.defer(this::failureIfAny));
    }

    /** Returns the work, which ends with this signal at the latest. */
    public <T> Mono<T> applyTo(Mono<T> work) {
        return work.takeUntilOther(end.asMono()).switchIfEmpty(Mono.defer(this::failureIfAny));
    }

    private <T> Mono<T> failureIfAny() {
        return Mono.justOrEmpty(failure).flatMap(Mono::error);
    }
}
