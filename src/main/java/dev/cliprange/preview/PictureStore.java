package dev.cliprange.preview;

import dev.cliprange.failure.Digest;
import dev.cliprange.source.ReadySource;
import dev.cliprange.storage.work.WorkStore;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Keeps pictures in the work storage. The name of a picture chooses its place, and a source has a bounded number of
 * places. A picture replaces the one that had its place before. So a client that requests every frame in every width
 * cannot fill the storage, and no list of the pictures is needed.
 */
@Component
class PictureStore {

    private static final Logger log = LoggerFactory.getLogger(PictureStore.class);
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = 2 * DIGEST_BYTES;

    private final WorkStore work;

    PictureStore(WorkStore work) {
        this.work = work;
    }

    /** Returns a picture; empty if it is not kept, or damaged. A failure of the storage is logged, and is empty too. */
    Mono<byte[]> find(ReadySource source, PictureName name) {
        byte[] nameDigest = name.digest();
        return work.of(source.id())
                .get(name.part(), name.place())
                .filter(stored -> stored.length > HEADER_BYTES
                        && Arrays.equals(stored, 0, DIGEST_BYTES, nameDigest, 0, DIGEST_BYTES))
                .map(stored -> new Stored(
                        Arrays.copyOfRange(stored, DIGEST_BYTES, HEADER_BYTES),
                        Arrays.copyOfRange(stored, HEADER_BYTES, stored.length)))
                .filter(Stored::isWhole)
                .map(Stored::picture)
                .onErrorResume(error -> logged("picture not read from the work storage", source, error));
    }

    /** Keeps a picture. A failure is logged. */
    Mono<Void> put(ReadySource source, PictureName name, byte[] picture) {
        byte[] stored = new byte[HEADER_BYTES + picture.length];
        System.arraycopy(name.digest(), 0, stored, 0, DIGEST_BYTES);
        System.arraycopy(Digest.sha256(picture), 0, stored, DIGEST_BYTES, DIGEST_BYTES);
        System.arraycopy(picture, 0, stored, HEADER_BYTES, picture.length);
        return work.of(source.id())
                .put(name.part(), name.place(), stored)
                .onErrorResume(error -> logged("picture not kept in the work storage", source, error));
    }

    private static <T> Mono<T> logged(String what, ReadySource source, Throwable error) {
        log.atWarn()
                .addKeyValue("source", source.id())
                .addKeyValue("reason", String.valueOf(error.getMessage()))
                .log(what);
        return Mono.empty();
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
    private record Stored(byte[] digest, byte[] picture) {

        boolean isWhole() {
            return Arrays.equals(digest, Digest.sha256(picture));
        }
    }
}
