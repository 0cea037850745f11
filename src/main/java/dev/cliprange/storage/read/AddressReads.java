package dev.cliprange.storage.read;

import java.net.URI;
import reactor.core.publisher.Mono;

/** Reads what an address of the operator's own gives, to its end, and keeps nothing of it: for caches that are to have it. */
@FunctionalInterface
public interface AddressReads {

    /**
     * The bytes that came. Fails if the answer is not 200, breaks off, or takes too long. The address is not checked: it
     * must be made of configured parts.
     */
    Mono<Long> readAll(URI address);
}
