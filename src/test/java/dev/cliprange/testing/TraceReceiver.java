package dev.cliprange.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Takes traces by OTLP over HTTP, as a collector does, and keeps them. */
public final class TraceReceiver implements AutoCloseable {

    private final List<ExportTraceServiceRequest> exports = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    private TraceReceiver() {
        this.server = HttpServer.create()
                .host("localhost")
                .port(0)
                .route(routes -> routes.post(
                        "/v1/traces",
                        (request, response) -> request.receive()
                                .aggregate()
                                .asByteArray()
                                .doOnNext(this::take)
                                .then(Mono.defer(() -> response.send().then()))))
                .bindNow();
    }

    /** On a port of its own; the caller closes it. */
    public static TraceReceiver start() {
        return new TraceReceiver();
    }

    public URI endpoint() {
        return URI.create("http://localhost:" + server.port() + "/v1/traces");
    }

    /** One span as it arrived. */
    public record Received(String service, Span span) {

        public String name() {
            return span.getName();
        }

        public String traceId() {
            return HexFormat.of().formatHex(span.getTraceId().toByteArray());
        }

        public String id() {
            return HexFormat.of().formatHex(span.getSpanId().toByteArray());
        }

        public String parentId() {
            return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
        }

        public Map<String, String> tags() {
            return span.getAttributesList().stream()
                    .collect(Collectors.toMap(
                            KeyValue::getKey,
                            tag -> tag.getValue().hasIntValue()
                                    ? Long.toString(tag.getValue().getIntValue())
                                    : tag.getValue().getStringValue()));
        }

        /** What it says about a failure; empty for none. */
        public String failure() {
            return span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR
                    ? span.getStatus().getMessage()
                    : "";
        }
    }

    /** All spans of all traces so far. */
    public List<Received> spans() {
        return exports.stream()
                .flatMap(export -> export.getResourceSpansList().stream())
                .flatMap(TraceReceiver::spansOf)
                .toList();
    }

    /** Everything that has arrived, as text: what it must not hold can be looked for in it. */
    public String text() {
        return exports.toString();
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private static Stream<Received> spansOf(ResourceSpans resource) {
        String service = resource.getResource().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
        return resource.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new Received(service, span));
    }

    private void take(byte[] export) {
        try {
            exports.add(ExportTraceServiceRequest.parseFrom(export));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
