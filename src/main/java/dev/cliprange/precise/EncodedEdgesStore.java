package dev.cliprange.precise;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.encode.EncodingFailures;
import dev.cliprange.slice.precise.EncodedEdges;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import java.util.HexFormat;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Stores the encoded edges of clips: an object in the work storage, named by its digest, and a row for each version
 * that names the object. The digest is compared before an object is used.
 */
@Component
class EncodedEdgesStore {

    private static final Logger log = LoggerFactory.getLogger(EncodedEdgesStore.class);

    private final EncodedEdgesRepository rows;
    private final WorkStore work;
    private final PreciseMemory memory;

    EncodedEdgesStore(EncodedEdgesRepository rows, WorkStore work, PreciseMemory memory) {
        this.rows = rows;
        this.work = work;
        this.memory = memory;
    }

    /**
     * Edges with their object.
     *
     * @param digest SHA-256 of the stored object, in hexadecimal
     * @param key of the object in the work storage
     */
    record Stored(EncodedEdges boundary, String digest, String key) {}

    /**
     * Returns the encoded edges of a clip's version; empty if none are stored, or if the object is gone or damaged.
     *
     * @throws EncodingFailures.Lasting if the object is larger than this instance may load
     */
    Mono<Stored> find(ClipDescriptor clip) {
        return find(clip, (sizeBytes, load) -> memory.loading(sizeBytes, () -> load));
    }

    /**
     * Finds as {@link #find(ClipDescriptor)}. The caller has a memory permit already, for the edges that it encoded.
     */
    private Mono<Stored> findAnother(ClipDescriptor clip) {
        return find(clip, (sizeBytes, load) -> load);
    }

    /** @param loading loads an object of a size in bytes */
    private Mono<Stored> find(ClipDescriptor clip, BiFunction<Long, Mono<Stored>, Mono<Stored>> loading) {
        return rows.find(clip.source().id(), clip.preciseVersion())
                .flatMap(row -> objects(clip)
                        .sizeBytes(Part.EDGES, name(clip, row.digest()))
                        .flatMap(sizeBytes -> sizeBytes <= memory.mostLoadedBytes()
                                ? loading.apply(sizeBytes, load(clip, row.digest()))
                                : Mono.error(tooLarge(sizeBytes)))
                        .switchIfEmpty(Mono.defer(() -> forget(clip, row.digest()))));
    }

    private static EncodingFailures.Lasting tooLarge(long sizeBytes) {
        return new EncodingFailures.Lasting(new FailureException(
                Failure.PRECISE_UNAVAILABLE,
                "The encoded frames of this clip take more memory than this instance may use for them: " + sizeBytes
                        + " bytes."));
    }

    /**
     * Stores encoded edges. If another instance stored some first, returns those.
     *
     * @throws FailureException as the work storage; CLIP_NOT_FOUND if the source was deleted
     */
    Mono<Stored> put(ClipDescriptor clip, EncodedEdges boundary) {
        byte[] bytes = boundary.encode();
        String digest = digest(bytes);
        return objects(clip)
                .put(Part.EDGES, name(clip, digest), bytes)
                .then(Mono.defer(() -> rows.insert(clip.source().id(), clip.preciseVersion(), digest)))
                .map(row -> new Stored(
                        EncodedEdges.decode(bytes), digest, objects(clip).key(Part.EDGES, name(clip, digest))))
                .switchIfEmpty(Mono.defer(() -> findAnother(clip)))
                .switchIfEmpty(Mono.error(
                        () -> new FailureException(Failure.CLIP_NOT_FOUND, "The clip's source was deleted.")));
    }

    private Mono<Stored> load(ClipDescriptor clip, String digest) {
        return objects(clip)
                .getWithKey(Part.EDGES, name(clip, digest))
                .filter(found -> digest(found.bytes()).equals(digest))
                .map(found -> new Stored(EncodedEdges.decode(found.bytes()), digest, found.key()))
                .onErrorResume(IllegalArgumentException.class, unreadable -> Mono.empty());
    }

    private Mono<Stored> forget(ClipDescriptor clip, String digest) {
        log.atWarn()
                .addKeyValue("clip", clip.id())
                .addKeyValue("digest", digest)
                .log("encoded frames are missing or damaged and will be encoded again");
        return rows.delete(clip.source().id(), clip.preciseVersion(), digest).then(Mono.empty());
    }

    private SourceWork objects(ClipDescriptor clip) {
        return work.of(clip.source().id());
    }

    private static String name(ClipDescriptor clip, String digest) {
        return name(clip.preciseVersion(), digest);
    }

    /** The name of the object within its part of the work storage. */
    static String name(String version, String digest) {
        return version + "/" + digest;
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Digest.sha256(bytes));
    }
}
