package dev.cliprange.storage.work;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The objects that are derived from one source. Their keys are {@code sources/<id>/<part>/<name>}, so that one delete
 * removes all of them.
 *
 * <p>Earlier releases used one tree per part, {@code <part>/<id>/<name>}. Reads of these parts look there second, and {@link
 * #deleteAll} deletes both. Nothing is moved: instances of the earlier release may use the same storage during a
 * rolling update. Such an instance does not find an object under its new key and derives it again.
 */
public final class SourceWork {

    /** A kind of derived object. Another kind gets its constant here. */
    public enum Part {
        /** The pages of sample indexes. */
        INDEX("index", "index"),
        /** Encoded frames at the edges of precise clips. */
        EDGES("edges", "boundary"),
        /** Copies of the source in an MP4. */
        MEDIA("media"),
        /** Pictures of frames. */
        POSTERS("posters"),
        /** The small pictures of storyboards. */
        TILES("tiles"),
        /** The packets of audio tracks, one after another. */
        AUDIO("audio"),
        /** Peaks of the audio. */
        WAVEFORM("waveform"),
        /** Silent packets for gaps in the audio of streams. */
        SILENCE("silence");

        private final String folder;
        private final Optional<String> earlierTree;

        Part(String folder) {
            this.folder = folder;
            this.earlierTree = Optional.empty();
        }

        Part(String folder, String earlierTree) {
            this.folder = folder;
            this.earlierTree = Optional.of(earlierTree);
        }
    }

    private final WorkStore store;
    private final UUID sourceId;

    SourceWork(WorkStore store, UUID sourceId) {
        this.store = store;
        this.sourceId = sourceId;
    }

    /**
     * The key under which {@link #put} stores an object. A reader that keeps it, for example in a row of the database,
     * reads the object with {@link WorkStore#read}.
     */
    public String key(Part part, String name) {
        return tree() + "/" + part.folder + "/" + name;
    }

    /** As {@link WorkStore#put(String, byte[])}. */
    public Mono<Void> put(Part part, String name, byte[] bytes) {
        return store.put(key(part, name), bytes);
    }

    /** As {@link WorkStore#put(String, Flux, long)}. */
    public Mono<Void> put(Part part, String name, Flux<ByteBuf> bytes, long lengthBytes) {
        return store.put(key(part, name), bytes, lengthBytes);
    }

    /** As {@link WorkStore#putUpTo}. */
    public Mono<Long> putUpTo(Part part, String name, Flux<ByteBuf> bytes, long mostBytes) {
        return store.putUpTo(key(part, name), bytes, mostBytes);
    }

    /** Deletes every object of a part below a folder. */
    public Mono<Void> deleteFolder(Part part, String folder) {
        return store.deleteTree(key(part, folder));
    }

    /** As {@link WorkStore#sizeBytes}. */
    public Mono<Long> sizeBytes(Part part, String name) {
        return find(part, name, store::sizeBytes);
    }

    /** As {@link WorkStore#get}. */
    public Mono<byte[]> get(Part part, String name) {
        return find(part, name, store::get);
    }

    /** As {@link #get}, with the key that the object has. */
    public Mono<Found> getWithKey(Part part, String name) {
        return find(part, name, key -> store.get(key).map(bytes -> new Found(key, bytes)));
    }

    /** An object and its key. The array is not compared. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Found(String key, byte[] bytes) {}

    /**
     * Deletes every object of the source, of every part and under the earlier keys too. All are tried; then it fails.
     */
    public Mono<Void> deleteAll() {
        return Flux.fromArray(Part.values())
                .flatMap(part -> Mono.justOrEmpty(earlierTree(part)))
                .startWith(tree())
                .concatMapDelayError(store::deleteTree)
                .then();
    }

    private <T> Mono<T> find(Part part, String name, Function<String, Mono<T>> read) {
        return read.apply(key(part, name))
                .switchIfEmpty(Mono.defer(() ->
                        Mono.justOrEmpty(earlierTree(part)).flatMap(earlier -> read.apply(earlier + "/" + name))));
    }

    private String tree() {
        return "sources/" + sourceId;
    }

    private Optional<String> earlierTree(Part part) {
        return part.earlierTree.map(tree -> tree + "/" + sourceId);
    }
}
