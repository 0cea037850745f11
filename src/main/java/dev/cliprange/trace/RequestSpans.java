package dev.cliprange.trace;

import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;

/**
 * The span of a request, a child of the span that the client names. It contains the code of a failure, but not its
 * text.
 */
final class RequestSpans extends PropagatingReceiverTracingObservationHandler<ReceiverContext<?>> {

    RequestSpans(Tracer tracer, Propagator propagator) {
        super(tracer, propagator);
    }

    @Override
    public void onError(ReceiverContext<?> context) {
        Throwable failure = context.getError();
        if (failure != null) {
            getRequiredSpan(context).error(RedactedException.of(failure));
        }
    }
}
