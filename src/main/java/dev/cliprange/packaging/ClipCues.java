package dev.cliprange.packaging;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.TextIndex.TextSpan;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.packaging.text.Cue;
import dev.cliprange.packaging.text.TextCues;
import dev.cliprange.packaging.text.TextFormat;
import dev.cliprange.packaging.text.TextSample;
import dev.cliprange.packaging.text.WebVtt;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.stream.ByteLayouts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The text tracks of clips as WebVTT. Their samples are small and far apart, so several are read at a time. */
@Component
class ClipCues {

    private static final int READS_AT_ONCE = 8;
    /** Samples of an interleaved file that are nearer share a read. */
    private static final long MAX_GAP_BYTES = 32 << 10;

    private static final long LONGEST_READ_BYTES = 1 << 20;
    private static final long MOST_BYTES = 4 << 20;
    /** A sample of {@code tx3g} without text is the length 0, and one of {@code wvtt} is an empty box. */
    private static final Map<TextFormat, Integer> EMPTY_BYTES =
            Map.of(TextFormat.TX3G, 2, TextFormat.WVTT, 8, TextFormat.STPP, 0);

    private final SourceIndexes indexes;
    private final SourceStore store;
    private final ByteLayouts layouts;

    ClipCues(SourceIndexes indexes, SourceStore store, ByteLayouts layouts) {
        this.indexes = indexes;
        this.store = store;
        this.layouts = layouts;
    }

    /**
     * Returns the file of a text track.
     *
     * @throws FailureException SEGMENT_NOT_FOUND if the stream has no such track; MEDIA_MALFORMED if its samples break
     *     their format; MEDIA_UNSUPPORTED if they are too large; as reading the index or the source
     */
    Mono<TaggedLayout> get(ClipDescriptor clip, ClipStream stream, StreamFile.Part file) {
        ClipText text = stream.findText(file.rendition()).orElseThrow(() -> SegmentLayouts.unknown(file));
        return layouts.get(clip.source(), clip.streamVersion() + "/" + file.path(), () -> write(clip, stream, text));
    }

    private Mono<ByteLayout> write(ClipDescriptor clip, ClipStream stream, ClipText text) {
        TextFormat format = TextFormat.valueOf(text.codec().name());
        return indexes.texts(clip.source())
                .map(index -> index.tracks().get(text.track()).in(stream.shown()).stream()
                        .filter(sample -> sample.sizeBytes() > EMPTY_BYTES.get(format))
                        .toList())
                .flatMap(samples -> read(clip.source(), samples).map(read -> cues(format, samples, read)))
                .map(cues -> WebVtt.write(cues, stream.shown()).getBytes(StandardCharsets.UTF_8))
                .map(bytes -> new ByteLayout(bytes, List.of()));
    }

    /** A run of the source with samples in it. */
    private record Run(long offsetBytes, long endBytes) {}

    /** Returns the bytes of runs by their offsets. */
    private Mono<TreeMap<Long, byte[]>> read(ReadySource source, List<TextSpan> samples) {
        long bytes = samples.stream().mapToLong(TextSpan::sizeBytes).sum();
        if (bytes > MOST_BYTES) {
            return Mono.error(new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The text of this clip has " + bytes + " bytes (at most " + MOST_BYTES + ")."));
        }
        return Flux.fromIterable(runs(samples))
                .flatMap(
                        run -> store.readFully(
                                        source.location(),
                                        source.revision(),
                                        run.offsetBytes,
                                        Math.toIntExact(run.endBytes - run.offsetBytes))
                                .map(read -> Map.entry(run.offsetBytes, read)),
                        READS_AT_ONCE)
                .collect(TreeMap::new, (all, read) -> all.put(read.getKey(), read.getValue()));
    }

    private static List<Run> runs(List<TextSpan> samples) {
        var runs = new ArrayList<Run>();
        samples.stream()
                .sorted(Comparator.comparingLong(TextSpan::offsetBytes))
                .forEach(sample -> {
                    long end = sample.offsetBytes() + sample.sizeBytes();
                    Run last = runs.isEmpty() ? new Run(Long.MIN_VALUE, Long.MIN_VALUE) : runs.getLast();
                    boolean near = !runs.isEmpty()
                            && sample.offsetBytes() - last.endBytes <= MAX_GAP_BYTES
                            && end - last.offsetBytes <= LONGEST_READ_BYTES;
                    if (near) {
                        runs.set(runs.size() - 1, new Run(last.offsetBytes, Math.max(end, last.endBytes)));
                    } else {
                        runs.add(new Run(sample.offsetBytes(), end));
                    }
                });
        return runs;
    }

    private static List<Cue> cues(TextFormat format, List<TextSpan> samples, TreeMap<Long, byte[]> read) {
        var cues = new ArrayList<Cue>();
        int from = 0;
        while (from < samples.size()) {
            long mediaOffsetUs = samples.get(from).mediaOffsetUs();
            var same = new ArrayList<TextSample>();
            int to = from;
            while (to < samples.size() && samples.get(to).mediaOffsetUs() == mediaOffsetUs) {
                same.add(sample(samples.get(to), read));
                to++;
            }
            cues.addAll(read(format, same, mediaOffsetUs));
            from = to;
        }
        cues.sort(Comparator.comparingLong(Cue::startUs));
        return cues;
    }

    private static List<Cue> read(TextFormat format, List<TextSample> samples, long mediaOffsetUs) {
        try {
            return TextCues.read(format, samples, mediaOffsetUs);
        } catch (Mp4Exception damaged) {
            throw new FailureException(Failure.MEDIA_MALFORMED, "A text track is damaged: " + damaged.reason());
        }
    }

    private static TextSample sample(TextSpan span, TreeMap<Long, byte[]> read) {
        Map.Entry<Long, byte[]> run = read.floorEntry(span.offsetBytes());
        int at = Math.toIntExact(span.offsetBytes() - run.getKey());
        ByteBuffer data = ByteBuffer.wrap(run.getValue()).slice(at, span.sizeBytes());
        return new TextSample(span.startUs(), span.endUs(), data);
    }
}
