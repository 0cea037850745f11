package dev.cliprange.source.indexing;

import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads the object of a source once and compares its SHA-256 with the one that the client has stated. */
@Component
class SourceVerification {

    private static final Logger log = LoggerFactory.getLogger(SourceVerification.class);

    private final SourceRepository sources;
    private final SourceStore store;

    SourceVerification(SourceRepository sources, SourceStore store) {
        this.sources = sources;
        this.store = store;
    }

    /**
     * Completes with the source if its object has the SHA-256; empty if the source was deleted.
     *
     * @throws FailureException CHECKSUM_MISMATCH; SOURCE_UNREADABLE and others if the object cannot be read
     */
    Mono<Source> verify(Source source) {
        return sources.findUnverified(source.id())
                .flatMap(expected -> digest(Location.parse(source.uri()))
                        .flatMap(found -> found.equals(expected)
                                ? sources.verified(source.id(), expected)
                                : Mono.error(mismatch(expected, found))))
                .doOnNext(verified ->
                        log.atInfo().addKeyValue("source", verified.id()).log("checksum of a source is right"));
    }

    private Mono<String> digest(Location location) {
        return store.stat(location).flatMap(object -> digest(location, object));
    }

    /** Each buffer is released at once, on the thread that emits it, so no queue holds one. */
    private Mono<String> digest(Location location, ObjectStat object) {
        return Mono.defer(() -> {
            MessageDigest digest = Digest.newSha256();
            return store.read(location, object.revision(), 0, object.sizeBytes())
                    .doOnNext(buffer -> add(digest, buffer))
                    .then(Mono.fromSupplier(() -> HexFormat.of().formatHex(digest.digest())));
        });
    }

    private static void add(MessageDigest digest, ByteBuf buffer) {
        try {
            digest.update(buffer.nioBuffer());
        } finally {
            buffer.release();
        }
    }

    private static FailureException mismatch(String expected, String found) {
        return new FailureException(
                Failure.CHECKSUM_MISMATCH,
                "The object has the SHA-256 " + found + ", but the file was announced with " + expected
                        + ". Delete this source and upload the file again.");
    }
}
