package dev.cliprange.storage.read;

import dev.cliprange.storage.location.SourceKind;
import java.net.URI;
import reactor.core.publisher.Mono;

/** An object that is read by ranged GETs. */
interface RemoteObject {

    SourceKind kind();

    /** Where to send one request. Asked for anew before each; it may carry a signature and is never logged. */
    Mono<URI> address();

    /**
     * Where its server says it lies instead.
     *
     * @param target the {@code Location} header's value
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed}, or {@code source-unreadable} where a
     *     redirect makes no sense
     */
    RemoteObject redirected(String target);
}
