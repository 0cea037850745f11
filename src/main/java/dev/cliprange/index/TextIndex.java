package dev.cliprange.index;

import dev.cliprange.codec.TextCodec;
import dev.cliprange.movie.Movie;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.Track;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.timeline.TimeRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the samples of a source's text tracks are. It is an object of its own beside the pages of the index, because
 * clips as files have no text: pages and directories stay the same, and a source that was read before has no text.
 *
 * @param tracks in the order of the file
 */
public record TextIndex(List<TextTrack> tracks) {

    /** No text. */
    public static final TextIndex NONE = new TextIndex(List.of());

    private static final int FORMAT_VERSION = 1;
    /** More than the cues of ten hours. */
    private static final int MOST_SAMPLES = 200_000;

    private static final int MOST_TRACKS = 64;
    /** Larger than any document. */
    private static final int LARGEST_SAMPLE_BYTES = 1 << 20;

    public TextIndex {
        tracks = List.copyOf(tracks);
    }

    /**
     * A text track.
     *
     * @param language as in the file: three letters of ISO 639-2, {@code und} if it is not known
     * @param samples in the order of their times
     */
    public record TextTrack(TextCodec codec, String language, List<TextSpan> samples) {

        public TextTrack {
            samples = List.copyOf(samples);
        }

        /** Returns the samples that are shown in a range. */
        public List<TextSpan> in(TimeRange range) {
            return samples.stream()
                    .filter(sample -> sample.startUs() < range.endUs() && sample.endUs() > range.startUs())
                    .toList();
        }
    }

    /**
     * A sample, or the part of it that an edit list shows. Times are presentation times in microseconds.
     *
     * @param endUs greater than the start
     * @param mediaOffsetUs what is added to a time of the track's media to get a presentation time
     */
    public record TextSpan(long startUs, long endUs, long mediaOffsetUs, long offsetBytes, int sizeBytes) {}

    /** Returns the text tracks of a movie. A track that cannot be read has no part in it. */
    public static TextIndex of(Movie movie) {
        var tracks = new ArrayList<TextTrack>();
        int left = MOST_SAMPLES;
        for (Track track : movie.texts()) {
            try {
                List<TextSpan> samples = samples(track, left, movie.fileSizeBytes());
                left -= samples.size();
                if (track.format().codec() instanceof TextCodec codec) {
                    tracks.add(new TextTrack(codec, track.language(), samples));
                }
            } catch (Mp4Exception | ArithmeticException unreadable) {
                // A file is never rejected because of its text.
            }
        }
        return new TextIndex(tracks);
    }

    private static List<TextSpan> samples(Track track, int most, long fileSizeBytes) {
        var samples = new ArrayList<TextSpan>();
        SampleCursor cursor = track.samples();
        while (cursor.advance()) {
            long trackTicks = cursor.decodeTicks()
                    + cursor.compositionOffsetTicks()
                    + track.window().shiftTicks();
            if (cursor.sizeBytes() == 0 || cursor.sizeBytes() > LARGEST_SAMPLE_BYTES) {
                continue;
            }
            if (Math.addExact(cursor.offsetBytes(), cursor.sizeBytes()) > fileSizeBytes) {
                throw new ArithmeticException("a sample after the end of the file");
            }
            for (PresentationWindow.Part part : track.window().parts()) {
                long from = Math.max(trackTicks, part.startTicks());
                long to = Math.min(Math.addExact(trackTicks, cursor.durationTicks()), part.endTicks());
                long delay = part.equals(track.window().parts().getFirst()) ? 0 : part.delayTicks();
                if (from < to) {
                    add(
                            samples,
                            track,
                            cursor,
                            from + delay,
                            to + delay,
                            track.window().shiftTicks() + delay);
                }
            }
            if (samples.size() > most) {
                throw new ArithmeticException("too many samples");
            }
        }
        return samples;
    }

    private static void add(
            List<TextSpan> samples, Track track, SampleCursor cursor, long fromTicks, long toTicks, long mediaTicks) {
        long startUs = track.timescale().toUs(Math.max(0, fromTicks));
        long endUs = track.timescale().toUs(Math.max(0, toTicks));
        if (startUs < endUs) {
            samples.add(new TextSpan(
                    startUs, endUs, track.timescale().toUs(mediaTicks), cursor.offsetBytes(), cursor.sizeBytes()));
        }
    }

    public boolean isEmpty() {
        return tracks.isEmpty();
    }

    public byte[] encode() {
        var writer = new PackedWriter();
        writer.number(FORMAT_VERSION).number(tracks.size());
        for (TextTrack track : tracks) {
            writer.text(track.codec().commonName())
                    .text(track.language())
                    .number(track.samples().size());
            long us = 0;
            long bytes = 0;
            for (TextSpan sample : track.samples()) {
                writer.signed(sample.startUs() - us)
                        .number(sample.endUs() - sample.startUs())
                        .signed(sample.mediaOffsetUs())
                        .signed(sample.offsetBytes() - bytes)
                        .number(sample.sizeBytes());
                us = sample.endUs();
                bytes = sample.offsetBytes() + sample.sizeBytes();
            }
        }
        return writer.toByteArray();
    }

    /** @throws MalformedIndexException if the bytes are no text index */
    public static TextIndex decode(byte[] bytes) {
        var reader = new PackedReader(ByteBuffer.wrap(bytes));
        if (reader.number() != FORMAT_VERSION) {
            throw new MalformedIndexException("a text index of another version");
        }
        var tracks = new ArrayList<TextTrack>();
        int count = reader.count(MOST_TRACKS);
        for (int i = 0; i < count; i++) {
            String name = reader.text();
            TextCodec codec = Arrays.stream(TextCodec.values())
                    .filter(each -> each.commonName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new MalformedIndexException("a text track of an unknown format"));
            tracks.add(new TextTrack(codec, reader.text(), readSamples(reader)));
        }
        reader.end();
        return new TextIndex(tracks);
    }

    private static List<TextSpan> readSamples(PackedReader reader) {
        var samples = new ArrayList<TextSpan>();
        int count = reader.count(MOST_SAMPLES);
        long us = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            long startUs = us + reader.signed();
            us = startUs + reader.number();
            long mediaOffsetUs = reader.signed();
            long offsetBytes = bytes + reader.signed();
            int sizeBytes = reader.count(LARGEST_SAMPLE_BYTES);
            bytes = offsetBytes + sizeBytes;
            if (startUs < 0 || us <= startUs || offsetBytes < 0) {
                throw new MalformedIndexException("a text sample without a time or an offset");
            }
            samples.add(new TextSpan(startUs, us, mediaOffsetUs, offsetBytes, sizeBytes));
        }
        return samples;
    }
}
