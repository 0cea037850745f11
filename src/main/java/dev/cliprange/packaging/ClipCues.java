package dev.cliprange.packaging;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.TextIndex.TextSpan;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.packaging.ScatteredReads.Limits;
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
import dev.cliprange.stream.ByteLayouts;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/** The text tracks of clips as WebVTT. Their samples are small and far apart, so several are read at a time. */
@Component
class ClipCues {

    private static final Limits LIMITS = new Limits(32 << 10, 1 << 20, 8);
    private static final long MOST_BYTES = 4 << 20;

    private final SourceIndexes indexes;
    private final ScatteredReads reads;
    private final ByteLayouts layouts;

    ClipCues(SourceIndexes indexes, ScatteredReads reads, ByteLayouts layouts) {
        this.indexes = indexes;
        this.reads = reads;
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
                        .filter(sample -> sample.sizeBytes() > emptyBytes(format))
                        .toList())
                .flatMap(samples -> read(clip.source(), samples).map(read -> cues(format, samples, read)))
                .map(cues -> WebVtt.write(cues, stream.shown()).getBytes(StandardCharsets.UTF_8))
                .map(bytes -> new ByteLayout(bytes, List.of()));
    }

    /** A sample of {@code tx3g} without text is the length 0, and one of {@code wvtt} is an empty box. */
    private static int emptyBytes(TextFormat format) {
        return switch (format) {
            case TX3G -> 2;
            case WVTT -> 8;
            case STPP -> 0;
        };
    }

    /** Returns the bytes of samples by their offsets. */
    private Mono<Map<Long, byte[]>> read(ReadySource source, List<TextSpan> samples) {
        long bytes = samples.stream().mapToLong(TextSpan::sizeBytes).sum();
        if (bytes > MOST_BYTES) {
            return Mono.error(new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The text of this clip has " + bytes + " bytes (at most " + MOST_BYTES + ")."));
        }
        // An edit list may show a sample twice.
        var spans = new TreeMap<Long, ByteSpan>();
        samples.forEach(
                sample -> spans.put(sample.offsetBytes(), new ByteSpan(sample.offsetBytes(), sample.sizeBytes())));
        return Flux.fromIterable(spans.keySet())
                .zipWith(reads.read(source, List.copyOf(spans.values()), LIMITS))
                .collectMap(Tuple2::getT1, Tuple2::getT2);
    }

    private static List<Cue> cues(TextFormat format, List<TextSpan> samples, Map<Long, byte[]> read) {
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

    private static TextSample sample(TextSpan span, Map<Long, byte[]> read) {
        byte[] data = Objects.requireNonNull(read.get(span.offsetBytes()));
        return new TextSample(span.startUs(), span.endUs(), ByteBuffer.wrap(data));
    }
}
