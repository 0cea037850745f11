package dev.cliprange.storage.read;

import dev.cliprange.storage.client.EventLoopHttpClients;
import dev.cliprange.storage.client.EventLoopHttpClients.LoopClient;
import dev.cliprange.storage.client.InFlightBudget;
import dev.cliprange.storage.client.InFlightLimit;
import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.client.ReadLimits;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClientResponse;

/** Reads objects with ranged GETs. It checks every response and resumes reads that break. RFC 9110, section 14. */
public final class RemoteReader {

    private static final int MOST_REDIRECTS = 5;

    private final EventLoopHttpClients clients;
    private final ReadLimits limits;
    private final InFlightBudget budget;
    private final SourceReadMetrics metrics;

    /** @param clients do not follow redirects; their resolver decides which hosts may be reached */
    public RemoteReader(
            EventLoopHttpClients clients, ReadLimits limits, InFlightBudget budget, SourceReadMetrics metrics) {
        this.clients = clients;
        this.limits = limits;
        this.budget = budget;
        this.metrics = metrics;
    }

    /** Requests the first byte. Unlike HEAD, a signature for GET permits it, and it shows whether ranges work. */
    public Mono<ObjectStat> stat(RemoteObject object) {
        return Mono.defer(() -> {
            var progress = new ReadProgress(HttpRanges.FIRST_BYTE, limits, () -> metrics.resumed(object.kind()));
            return exchange(
                            clients.here(),
                            object,
                            Validators.ANY_REVISION,
                            HttpRanges.FIRST_BYTE,
                            MOST_REDIRECTS,
                            RemoteReader::statOf,
                            RemoteReader::refusalOfStat)
                    .doFinally(how -> metrics.ended(object.kind(), how, how == SignalType.ON_COMPLETE ? 1 : 0))
                    .retryWhen(progress.retry())
                    .next();
        });
    }

    /** Owned buffers, exactly the span's bytes. An empty revision reads without a condition. */
    public Flux<ByteBuf> read(RemoteObject object, String revision, ByteSpan span) {
        Flux<ByteBuf> read = new InFlightLimit(
                Flux.defer(() -> {
                    var progress = new ReadProgress(span, limits, () -> metrics.resumed(object.kind()));
                    // A resumed attempt, which a timer starts, stays on the loop of the connection it is sent on.
                    LoopClient client = clients.here();
                    return Flux.defer(() -> attempt(client, object, revision, progress))
                            .retryWhen(progress.retry());
                }),
                budget);
        return metrics.traced(span, read);
    }

    private Flux<ByteBuf> attempt(LoopClient client, RemoteObject object, String revision, ReadProgress progress) {
        ByteSpan span = progress.left();
        long doneBefore = progress.doneBytes();
        return exchange(
                        client,
                        object,
                        revision,
                        span,
                        MOST_REDIRECTS,
                        (response, connection) -> bodyOf(response, connection, revision, span),
                        ReadFailures::ofStatus)
                .doOnNext(progress::advance)
                .doFinally(how -> metrics.ended(object.kind(), how, progress.doneBytes() - doneBefore));
    }

    private <T> Flux<T> exchange(
            LoopClient client,
            RemoteObject object,
            String revision,
            ByteSpan span,
            int redirectsLeft,
            BiFunction<HttpClientResponse, Connection, Publisher<T>> receive,
            Function<HttpClientResponse, Optional<RuntimeException>> refusalOf) {
        return object.url()
                .flatMapMany(url -> client.http()
                        .headers(headers -> ask(headers, revision, span))
                        .get()
                        .uri(url)
                        .responseConnection((response, connection) -> {
                            if (isRedirect(response)) {
                                connection.dispose();
                                return redirect(
                                        client, object, revision, span, redirectsLeft, receive, refusalOf, response);
                            }
                            Optional<RuntimeException> refusal = refusalOf.apply(response);
                            if (refusal.isPresent()) {
                                connection.dispose();
                                return Flux.error(refusal.get());
                            }
                            return receive.apply(response, connection);
                        }))
                .cancelOn(client.loop());
    }

    private <T> Publisher<T> redirect(
            LoopClient client,
            RemoteObject object,
            String revision,
            ByteSpan span,
            int redirectsLeft,
            BiFunction<HttpClientResponse, Connection, Publisher<T>> receive,
            Function<HttpClientResponse, Optional<RuntimeException>> refusalOf,
            HttpClientResponse response) {
        if (redirectsLeft == 0) {
            return Flux.error(ReadFailures.unreadable("Its server redirects in circles"));
        }
        String target = response.responseHeaders().get(HttpHeaderNames.LOCATION, "");
        return Flux.defer(() ->
                exchange(client, object.redirected(target), revision, span, redirectsLeft - 1, receive, refusalOf));
    }

    private static void ask(HttpHeaders headers, String revision, ByteSpan span) {
        headers.set(HttpHeaderNames.RANGE, HttpRanges.range(span));
        headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        Validators.require(headers, revision);
    }

    private static boolean isRedirect(HttpClientResponse response) {
        return switch (response.status().code()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static Optional<RuntimeException> refusalOfStat(HttpClientResponse response) {
        return EmptyObjects.isMeantBy(response) ? Optional.of(EmptyObjects.failure()) : ReadFailures.ofStatus(response);
    }

    private static Publisher<ObjectStat> statOf(HttpClientResponse response, Connection connection) {
        HttpHeaders headers = response.responseHeaders();
        Optional<ContentRange> range = ContentRange.parse(headers.get(HttpHeaderNames.CONTENT_RANGE, ""));
        if (range.isEmpty() || !range.get().span().equals(HttpRanges.FIRST_BYTE)) {
            connection.dispose();
            return Mono.error(ReadFailures.unreadable("Its server does not answer byte ranges as it should"));
        }
        long total = range.get().totalBytes();
        Optional<String> revision = Validators.revision(headers, total);
        if (revision.isEmpty()) {
            connection.dispose();
            return Mono.error(ReadFailures.unreadable(Validators.missing(headers)));
        }
        return connection.inbound().receive().then(Mono.just(new ObjectStat(total, revision.get())));
    }

    private Publisher<ByteBuf> bodyOf(
            HttpClientResponse response, Connection connection, String revision, ByteSpan span) {
        HttpHeaders headers = response.responseHeaders();
        Optional<ContentRange> range = ContentRange.parse(headers.get(HttpHeaderNames.CONTENT_RANGE, ""));
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (range.isEmpty() || !range.get().span().equals(span) || !encoding.equals("identity")) {
            connection.dispose();
            return Flux.error(ReadFailures.unreadable("Its server answers with other bytes than it was asked for"));
        }
        if (!Validators.matches(headers, range.get().totalBytes(), revision)) {
            connection.dispose();
            return Flux.error(ReadFailures.changed());
        }
        if (headers.getInt(HttpHeaderNames.CONTENT_LENGTH, -1) > span.lengthBytes()) {
            connection.dispose();
            return Flux.error(ReadFailures.unreadable("Its server sends more bytes than it was asked for"));
        }
        // From here on silence counts only while bytes are requested.
        connection.removeHandler(NettyPipeline.ResponseTimeoutHandler);
        return new StallTimeout(
                connection.inbound().receive(),
                span.lengthBytes(),
                limits.longestSilence(),
                connection.channel().eventLoop());
    }
}
