package dev.cliprange.storage.read;

import dev.cliprange.storage.client.EventLoopHttpClients;
import dev.cliprange.storage.client.EventLoopHttpClients.LoopClient;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Reads URLs of the operator's CDN to their end and discards the bytes, so that the CDN has them in its cache. */
public record CdnWarmer(EventLoopHttpClients clients, Duration responseTimeout) {

    private static final int OK = 200;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * Reads a response and returns its length in bytes. The URL is not checked: it must be made of configured parts.
     *
     * @return fails if the status is not 200, or the response breaks off or takes longer than 10 minutes
     */
    public Mono<Long> readAll(URI url) {
        LoopClient client = clients.here();
        return client.http()
                .responseTimeout(responseTimeout)
                .get()
                .uri(url)
                .response((head, body) -> head.status().code() == OK
                        ? body.map(ByteBuf::readableBytes).reduce(0L, Long::sum)
                        : Mono.error(new IllegalStateException(
                                "status: " + head.status().code() + " (expected: 200)")))
                .next()
                .cancelOn(client.loop())
                .timeout(LONGEST);
    }
}
