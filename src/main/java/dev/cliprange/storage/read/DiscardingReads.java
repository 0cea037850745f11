package dev.cliprange.storage.read;

import dev.cliprange.storage.client.LoopClients;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Reads with the clients of this room; every buffer is theirs, and gone when it was counted. */
public record DiscardingReads(LoopClients clients, Duration responseTimeout) implements AddressReads {

    private static final int OK = 200;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Override
    public Mono<Long> readAll(URI address) {
        return clients.here()
                .responseTimeout(responseTimeout)
                .get()
                .uri(address)
                .response((head, body) -> head.status().code() == OK
                        ? body.map(ByteBuf::readableBytes).reduce(0L, Long::sum)
                        : Mono.error(new IllegalStateException(
                                "status: " + head.status().code() + " (expected: 200)")))
                .next()
                .timeout(LONGEST);
    }
}
