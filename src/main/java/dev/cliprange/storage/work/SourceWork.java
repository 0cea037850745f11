package dev.cliprange.storage.work;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    private static final String TREE = "sources";
    private static final String ID = "/(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/";
    private static final Pattern KEY = Pattern.compile(TREE + ID + "(?<part>[^/]+)/(?<name>.+)");
    private static final Pattern EARLIER_KEY = Pattern.compile("(?<tree>[^/]+)" + ID + "(?<name>.+)");

    /** A kind of derived object. Another kind gets its constant here. */
    public enum Part {
        /** The pages of sample indexes. Named by rows. */
        INDEX("index", "index"),
        /** Encoded frames at the edges of precise clips. Named by rows. */
        EDGES("edges", "boundary"),
        /** Copies of the source in an MP4. Named by rows. */
        MEDIA("media"),
        /** The video in other qualities, and its indexes. Named by rows. */
        RENDITIONS("renditions"),
        /** Pictures of frames. */
        POSTERS("posters"),
        /** The small pictures of storyboards. */
        TILES("tiles"),
        /** The packets of audio tracks, one after another. */
        AUDIO("audio"),
        /** Peaks of the audio. Named by rows. */
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

        /**
         * Returns whether an object of this part is found by a row of the database, so that one without a row is an
         * orphan. The others are found by their names, and are used as long as their source exists.
         */
        public boolean isNamedByRows() {
            return switch (this) {
                case INDEX, EDGES, MEDIA, WAVEFORM, RENDITIONS -> true;
                case POSTERS, TILES, AUDIO, SILENCE -> false;
            };
        }
    }

    /**
     * An object with what its key says.
     *
     * @param part empty if it is a part of a later release
     * @param name within the part
     */
    public record Owned(WorkObject object, UUID sourceId, Optional<Part> part, String name) {}

    /** The trees of all objects of sources, those of earlier releases too. */
    public static List<String> trees() {
        return Stream.concat(Stream.of(TREE), Arrays.stream(Part.values()).flatMap(part -> part.earlierTree.stream()))
                .toList();
    }

    /** Returns the owner of an object; empty if its key is not one of this class. */
    public static Optional<Owned> ownerOf(WorkObject object) {
        if (!WorkKey.isValid(object.key())) {
            return Optional.empty();
        }
        Matcher key = KEY.matcher(object.key());
        if (key.matches()) {
            Optional<Part> part = part(it -> it.folder.equals(key.group("part")));
            return Optional.of(new Owned(object, UUID.fromString(key.group("id")), part, key.group("name")));
        }
        Matcher earlier = EARLIER_KEY.matcher(object.key());
        return Optional.of(earlier)
                .filter(Matcher::matches)
                .flatMap(matched -> part(it -> it.earlierTree.equals(Optional.of(matched.group("tree")))))
                .map(part -> new Owned(
                        object, UUID.fromString(earlier.group("id")), Optional.of(part), earlier.group("name")));
    }

    private static Optional<Part> part(Predicate<Part> condition) {
        return Arrays.stream(Part.values()).filter(condition).findFirst();
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
        return TREE + "/" + sourceId;
    }

    private Optional<String> earlierTree(Part part) {
        return part.earlierTree.map(tree -> tree + "/" + sourceId);
    }
}
