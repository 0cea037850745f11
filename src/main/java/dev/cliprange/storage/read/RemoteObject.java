package dev.cliprange.storage.read;

import dev.cliprange.storage.location.SourceKind;
import java.net.URI;
import reactor.core.publisher.Mono;

/** An object that is read by ranged GETs. */
interface RemoteObject {

    SourceKind kind();

    /**
     * The URL of the next request. It is called before each request; the URL may carry a signature and is never logged.
     */
    Mono<URI> url();

    /**
     * The object that a redirect leads to.
     *
     * @param target the {@code Location} header's value
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed}, or {@code source-unreadable} where a
     *     redirect makes no sense
     */
    RemoteObject redirected(String target);
}
