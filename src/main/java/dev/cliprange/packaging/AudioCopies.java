package dev.cliprange.packaging;

import dev.cliprange.failure.Digest;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.packaging.ScatteredReads.Limits;
import dev.cliprange.slice.segment.AudioSidecar;
import dev.cliprange.slice.segment.AudioSidecar.CopiedTrack;
import dev.cliprange.slice.segment.AudioSidecar.Pass;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.work.SourceWork;
import dev.cliprange.storage.work.SourceWork.Part;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The copies of audio tracks in the work storage: an object for each track, and a small one that says where the packets
 * are in them. The small one is written last, so a copy is whole or absent. Their names contain the revision of the
 * source and the generation of its index.
 */
@Component
class AudioCopies {

    private static final Logger log = LoggerFactory.getLogger(AudioCopies.class);
    private static final int FORMAT_VERSION = 1;
    private static final int DIGEST_BYTES = 16;
    private static final Limits LIMITS = new Limits(256 << 10, 2 << 20, 4);

    private final SourceIndexes indexes;
    private final SourceRepository sources;
    private final ScatteredReads reads;
    private final WorkStore work;

    AudioCopies(SourceIndexes indexes, SourceRepository sources, ScatteredReads reads, WorkStore work) {
        this.indexes = indexes;
        this.sources = sources;
        this.reads = reads;
        this.work = work;
    }

    /** Returns the copy of a source's audio; empty if there is none. */
    Mono<AudioSidecar> find(ReadySource source) {
        return work.of(source.id())
                .get(Part.AUDIO, name(source) + "/directory")
                .flatMap(bytes -> Mono.justOrEmpty(AudioSidecar.decode(bytes)));
    }

    /** The key of the object of a track. */
    String key(ReadySource source, int track) {
        return work.of(source.id()).key(Part.AUDIO, trackName(source, track));
    }

    /**
     * Copies the audio of a source, one track after another. Does nothing if there is a copy.
     *
     * @throws dev.cliprange.failure.FailureException as reading the index or the source, and as the work storage
     */
    Mono<Void> make(ReadySource source) {
        return find(source)
                .hasElement()
                .filter(exists -> !exists)
                .flatMap(missing -> indexes.directory(source))
                .flatMap(directory -> Flux.fromIterable(AudioSidecar.tracks(directory))
                        .concatMap(track -> copy(source, directory, track))
                        .collectList())
                .flatMap(tracks -> publish(source, new AudioSidecar(tracks)))
                .then(Mono.defer(() -> forgetIfDeleted(source)));
    }

    private Mono<CopiedTrack> copy(ReadySource source, IndexDirectory directory, int track) {
        var measuring = new Pass(track);
        return pages(source, directory)
                .doOnNext(measuring::add)
                .then(Mono.fromSupplier(measuring::end))
                .filter(measured -> measured.lengthBytes() > 0)
                .delayUntil(measured -> {
                    var copying = new Pass(track);
                    Flux<ByteBuf> bytes = pages(source, directory)
                            .concatMap(page -> reads.read(source, parts(copying.add(page)), LIMITS), 1)
                            .map(Unpooled::wrappedBuffer);
                    return objects(source).put(Part.AUDIO, trackName(source, track), bytes, measured.lengthBytes());
                });
    }

    /** Returns the pages of the index, each when it is needed. */
    private Flux<IndexPage> pages(ReadySource source, IndexDirectory directory) {
        return Flux.range(0, directory.pages().size())
                .concatMap(
                        number -> {
                            long startUs = directory.pages().get(number).startUs();
                            return indexes.part(source, new TimeRange(startUs, startUs + 1));
                        },
                        1)
                .map(part -> part.pages().getFirst());
    }

    /** Divides ranges that are longer than a read. */
    private static List<ByteSpan> parts(List<ByteSpan> spans) {
        var parts = new ArrayList<ByteSpan>();
        for (ByteSpan span : spans) {
            long at = span.offsetBytes();
            while (at < span.endBytes()) {
                long length = Math.min(LIMITS.longestBytes(), span.endBytes() - at);
                parts.add(new ByteSpan(at, length));
                at += length;
            }
        }
        return parts;
    }

    private Mono<Void> publish(ReadySource source, AudioSidecar sidecar) {
        return objects(source)
                .put(Part.AUDIO, name(source) + "/directory", sidecar.encode())
                .doOnSuccess(done -> log.atInfo()
                        .addKeyValue("source", source.id())
                        .addKeyValue("tracks", sidecar.tracks().size())
                        .log("audio copied"));
    }

    /** A source may be deleted while its audio is copied. Then no other call deletes the copy. */
    private Mono<Void> forgetIfDeleted(ReadySource source) {
        return sources.findById(source.id())
                .hasElement()
                .filter(exists -> !exists)
                .flatMap(deleted -> objects(source).deleteAll());
    }

    private SourceWork objects(ReadySource source) {
        return work.of(source.id());
    }

    private static String trackName(ReadySource source, int track) {
        return name(source) + "/track-" + track;
    }

    private static String name(ReadySource source) {
        byte[] digest = Digest.sha256(source.revision().getBytes(StandardCharsets.UTF_8));
        return "v" + FORMAT_VERSION + "-g" + source.indexGeneration() + "-"
                + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    }
}
