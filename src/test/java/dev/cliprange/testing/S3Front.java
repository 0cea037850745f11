package dev.cliprange.testing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * Forwards requests to an S3 endpoint unchanged, so that signatures stay valid, and keeps a log of the responses. If a
 * test asks for it, it lists parts in pages, which S3Proxy does not, loses responses, and lets
 * requests wait.
 */
public final class S3Front implements AutoCloseable {

    private static final String UPLOAD_ID = "uploadId";

    private final TestS3 s3;
    private final HttpClient client = HttpClient.newConnection();
    private final DisposableServer server;
    private final List<Entry> log = new CopyOnWriteArrayList<>();
    private final AtomicBoolean losesCompletion = new AtomicBoolean();
    private final AtomicReference<Held> held = new AtomicReference<>(new Held("", Integer.MAX_VALUE));
    private final AtomicReference<Gate> gate = new AtomicReference<>(Gate.opened());
    private volatile int partsPerPage = 1_000;

    public S3Front(TestS3 s3) {
        this.s3 = s3;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow();
    }

    private record Held(String pathPart, int parts) {}

    /** Lets requests wait. */
    public static final class Gate {

        private final Sinks.Empty<Void> opening = Sinks.empty();
        private final AtomicInteger arrived = new AtomicInteger();

        private static Gate opened() {
            var gate = new Gate();
            gate.open();
            return gate;
        }

        /** How many requests have arrived. */
        public int arrived() {
            return arrived.get();
        }

        public void open() {
            opening.tryEmitEmpty();
        }

        private Mono<Void> pass() {
            return Mono.defer(() -> {
                arrived.incrementAndGet();
                return opening.asMono();
            });
        }
    }

    /** A response of the endpoint. */
    public record Entry(String method, String path, QueryStringDecoder query, int status) {

        /** The number of the part that a PUT carried. */
        public Optional<Integer> part() {
            return method.equals("PUT") ? parameter("partNumber").map(Integer::valueOf) : Optional.empty();
        }

        public Optional<String> parameter(String name) {
            return Optional.ofNullable(query.parameters().get(name)).map(List::getFirst);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** The same under another host. */
    public URI publicEndpoint() {
        return URI.create("http://localhost:" + server.port());
    }

    /** The responses to date, in order. */
    public List<Entry> log() {
        return List.copyOf(log);
    }

    /** The numbers of the parts of an object that were accepted, in the order of the responses. */
    public List<Integer> acceptedParts(String pathPart) {
        return log.stream()
                .filter(entry -> entry.path().contains(pathPart) && entry.status() == 200)
                .flatMap(entry -> entry.part().stream())
                .toList();
    }

    public void listPartsInPagesOf(int parts) {
        partsPerPage = parts;
    }

    /** From this number of accepted parts on, the requests of further parts get no response. */
    public void holdPartsAfter(String pathPart, int parts) {
        held.set(new Held(pathPart, parts));
    }

    /** Ends what {@link #holdPartsAfter} began, for requests that arrive after this call. */
    public void holdNoParts() {
        held.set(new Held("", Integer.MAX_VALUE));
    }

    /** The endpoint performs the next completion, and its response is lost. The SDK tries again after that. */
    public void loseNextCompletion() {
        losesCompletion.set(true);
    }

    /** Requests that make a whole object wait from now on: completions of uploads, and PUTs that are no part of one. */
    public Gate holdObjects() {
        var closed = new Gate();
        gate.set(closed);
        return closed;
    }

    @Override
    public void close() {
        gate.get().open();
        server.disposeNow();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        var query = new QueryStringDecoder(request.uri());
        boolean ofUpload = query.parameters().containsKey(UPLOAD_ID);
        if (request.method().equals(HttpMethod.GET) && ofUpload && partsPerPage < 1_000) {
            return list(query, response);
        }
        if (request.method().equals(HttpMethod.PUT) && isHeld(query.path())) {
            return Mono.never();
        }
        boolean lost = request.method().equals(HttpMethod.POST) && ofUpload && losesCompletion.getAndSet(false);
        HttpClient prepared = client.headers(headers -> {
            headers.set(request.requestHeaders());
            headers.remove(HttpHeaderNames.EXPECT);
        });
        HttpClient.RequestSender sender = prepared.request(request.method());
        HttpClient.ResponseReceiver<?> exchange = request.requestHeaders().contains(HttpHeaderNames.CONTENT_LENGTH)
                ? sender.uri(target(request)).send(request.receive().retain())
                : sender.uri(target(request));
        boolean makesObject = request.method().equals(HttpMethod.POST) && ofUpload
                || request.method().equals(HttpMethod.PUT) && !ofUpload;
        Mono<Void> passed = makesObject ? gate.get().pass() : Mono.empty();
        return passed.thenMany(exchange.response((answer, body) -> {
            log.add(new Entry(
                    request.method().name(),
                    query.path(),
                    query,
                    answer.status().code()));
            if (lost) {
                response.withConnection(connection -> connection.channel().close());
                return Mono.empty();
            }
            response.status(answer.status()).headers(answer.responseHeaders().copy());
            return response.send(body.retain());
        }));
    }

    private boolean isHeld(String path) {
        Held now = held.get();
        return path.contains(now.pathPart()) && acceptedParts(now.pathPart()).size() >= now.parts();
    }

    private String target(HttpServerRequest request) {
        return "http://" + s3.endpoint().getAuthority() + request.uri();
    }

    private Publisher<Void> list(QueryStringDecoder query, HttpServerResponse response) {
        String key = query.path().substring(("/" + s3.bucket() + "/").length());
        String uploadId = query.parameters().get(UPLOAD_ID).getFirst();
        int after = Integer.parseInt(query.parameters()
                .getOrDefault("part-number-marker", List.of("0"))
                .getFirst());
        return Mono.fromFuture(() -> s3.client()
                        .listParts(it -> it.bucket(s3.bucket()).key(key).uploadId(uploadId)))
                .flatMap(all -> {
                    log.add(new Entry("GET", query.path(), query, 200));
                    List<Part> rest = all.parts().stream()
                            .sorted(Comparator.comparing(Part::partNumber))
                            .filter(part -> part.partNumber() > after)
                            .toList();
                    return response.header(HttpHeaderNames.CONTENT_TYPE, "application/xml")
                            .sendString(Mono.just(
                                    page(rest.stream().limit(partsPerPage).toList(), rest.size())))
                            .then();
                });
    }

    private static String page(List<Part> parts, int rest) {
        String listed = parts.stream()
                .map(part -> "<Part><PartNumber>" + part.partNumber() + "</PartNumber><ETag>"
                        + part.eTag().replace("\"", "&quot;") + "</ETag><Size>" + part.size() + "</Size></Part>")
                .collect(Collectors.joining());
        int last = parts.isEmpty() ? 0 : parts.getLast().partNumber();
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListPartsResult><NextPartNumberMarker>" + last
                + "</NextPartNumberMarker><IsTruncated>" + (parts.size() < rest) + "</IsTruncated>" + listed
                + "</ListPartsResult>";
    }
}
