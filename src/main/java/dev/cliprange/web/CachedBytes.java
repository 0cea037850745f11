package dev.cliprange.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A document of this server that does not change while it runs, with its strong entity tag. */
public final class CachedBytes {

    private final byte[] bytes;
    private final String entityTag;

    private CachedBytes(byte[] bytes) {
        this.bytes = bytes;
        this.entityTag =
                EntityTag.quoted(Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(bytes)));
    }

    /** Returns bytes that are made at the first subscription, off the event loop, and kept; an error is not kept. */
    public static Mono<CachedBytes> once(Callable<byte[]> maker) {
        return Mono.fromCallable(() -> new CachedBytes(maker.call()))
                .subscribeOn(Schedulers.boundedElastic())
                .cache(it -> Duration.ofMillis(Long.MAX_VALUE), error -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Returns the answer to a GET, which a cache asks about each time. */
    public ResponseEntity.BodyBuilder respond(MediaType type) {
        return ResponseEntity.ok().contentType(type).eTag(entityTag).cacheControl(CacheControl.noCache());
    }

    /** The bytes themselves, which no caller changes: the answer sends them without a copy. */
    public byte[] bytes() {
        return bytes;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
