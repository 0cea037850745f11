package dev.cliprange.spool;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A way to make the bytes of one key. */
@FunctionalInterface
public interface ClipMaking {

    /**
     * Makes the bytes. Subscribed to once. Cancelling it ends the making.
     *
     * @param into takes the bytes, releases each buffer, requests one buffer at a time, and completes with the last
     *     one; it fails as the bytes do. The making may end later, or fail instead with a better reason. The bytes
     *     are whole once it has completed.
     */
    Mono<Void> make(Function<Flux<ByteBuf>, Mono<Void>> into);
}
