package dev.cliprange.trace;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Creates children of the span in the subscriber context. A request that is not sampled gets none. */
final class RecordedSpans implements Spans {

    /** Context key: the span of the innermost step. */
    private static final Object STEP = new Object();

    private final Tracer tracer;

    RecordedSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public <T> Mono<T> around(TracedStep step, Mono<T> work) {
        return around(step, tags -> work);
    }

    @Override
    public <T> Mono<T> around(TracedStep step, Function<SpanTags, Mono<T>> work) {
        return Mono.deferContextual(context -> parent(context)
                .map(parent -> {
                    var span = new OpenSpan(start(step, parent));
                    return Mono.defer(() -> work.apply(span))
                            .doOnSuccess(value -> span.end())
                            .doOnError(span::fail)
                            .doOnCancel(span::cancel)
                            .contextWrite(inner -> inner.put(STEP, span.span));
                })
                .orElseGet(() -> work.apply(SpanTags.NONE)));
    }

    @Override
    public <T> Flux<T> aroundAll(TracedStep step, Function<SpanTags, Flux<T>> work) {
        return Flux.deferContextual(context -> parent(context)
                .map(parent -> {
                    var span = new OpenSpan(start(step, parent));
                    return Flux.defer(() -> work.apply(span))
                            .doOnComplete(span::end)
                            .doOnError(span::fail)
                            .doOnCancel(span::cancel)
                            .contextWrite(inner -> inner.put(STEP, span.span));
                })
                .orElseGet(() -> work.apply(SpanTags.NONE)));
    }

    @Override
    public <T> Mono<T> until(TracedStep step, Consumer<Runnable> end, Mono<T> work) {
        return Mono.deferContextual(context -> parent(context)
                .map(parent -> {
                    var span = new OpenSpan(start(step, parent));
                    end.accept(span::end);
                    return work.doOnSuccess(done -> span.end())
                            .doOnError(span::fail)
                            .doOnCancel(span::cancel);
                })
                .orElse(work));
    }

    private Span start(TracedStep step, Span parent) {
        return tracer.spanBuilder()
                .setParent(parent.context())
                .name(step.spanName())
                .start();
    }

    private static Optional<Span> parent(ContextView context) {
        return context.<Span>getOrEmpty(STEP)
                .or(() -> context.<Observation>getOrEmpty(ObservationThreadLocalAccessor.KEY)
                        .flatMap(RecordedSpans::ofRequest))
                .filter(span -> !span.isNoop());
    }

    private static Optional<Span> ofRequest(Observation observation) {
        TracingContext traced = observation.getContextView().get(TracingContext.class);
        return Optional.ofNullable(traced == null ? null : traced.getSpan());
    }

    /** Ends once, at the first signal, and before that signal is passed on. */
    private static final class OpenSpan implements SpanTags {

        private final Span span;
        private final AtomicBoolean ended = new AtomicBoolean();

        OpenSpan(Span span) {
            this.span = span;
        }

        @Override
        public void tag(String name, long value) {
            span.tag(name, value);
        }

        void fail(Throwable failure) {
            end(() -> span.error(RedactedException.of(failure)));
        }

        void cancel() {
            end(() -> span.tag("cancelled", true));
        }

        void end() {
            end(() -> {});
        }

        private void end(Runnable last) {
            if (ended.compareAndSet(false, true)) {
                last.run();
                span.end();
            }
        }
    }
}
