package dev.cliprange.web;

import dev.cliprange.failure.Digest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A document that does not change while the server runs, with its strong entity tag. */
public final class CachedBytes {

    private final byte[] bytes;
    private final String entityTag;

    private CachedBytes(byte[] bytes) {
        this.bytes = bytes;
        this.entityTag =
                EntityTag.quoted(Base64.getUrlEncoder().withoutPadding().encodeToString(Digest.sha256(bytes)));
    }

    /**
     * Returns a document that is made at the first subscription, off the event loop, and cached. An error is not
     * cached.
     */
    public static Mono<CachedBytes> once(Callable<byte[]> maker) {
        return Mono.fromCallable(() -> new CachedBytes(maker.call()))
                .subscribeOn(Schedulers.boundedElastic())
                .cache(it -> Duration.ofMillis(Long.MAX_VALUE), error -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Returns the response to a GET. Caches must revalidate it each time. */
    public ResponseEntity.BodyBuilder respond(MediaType type) {
        return ResponseEntity.ok().contentType(type).eTag(entityTag).cacheControl(CacheControl.noCache());
    }

    /** Returns the bytes, without a copy. Callers must not change them. */
    public byte[] bytes() {
        return bytes;
    }
}
