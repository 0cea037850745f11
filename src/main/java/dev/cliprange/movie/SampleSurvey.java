package dev.cliprange.movie;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.codec.sync.SampleLook;
import dev.cliprange.codec.sync.SampleLook.Picture;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads those samples of a movie's video that its tables may describe wrongly. It runs after the headers were read. It
 * does no I/O, and is used in the same way as {@link Mp4Reader}. The result is the same movie, with the sync samples
 * and frames that the bitstream has. It looks at:
 *
 * <ul>
 *   <li>Each sample that is marked as a sync sample, except the first one of the track. Some writers mark every sample.
 *       Some mark pictures with a gradual recovery point, and decoding that starts there shows wrong pictures.
 *   <li>Samples without duration and their neighbours, and small samples if there are few: delimiters and messages that
 *       were stored as samples of their own.
 * </ul>
 *
 * <p>The work is bounded: {@link SurveyedSamples#MOST_LOOKS} sync samples, {@link SampleLook#FIRST_BYTES} bytes of
 * each, and a few more reads for long messages. Neighbours share a read. If more samples are marked, only the largest
 * of each group of neighbours is read. The others are not used as sync samples, which makes the lead-in of a clip
 * longer but never wrong. Codecs that have only intra pictures are skipped.
 */
public final class SampleSurvey {

    /** The largest gap between two looks that share a read. */
    private static final int MAX_GAP_BYTES = 2048;

    private static final int LONGEST_READ_BYTES = 64 << 10;
    private static final int READS_IN_A_STEP = 256;
    private static final int BYTES_IN_A_STEP = 2 << 20;

    /** The number of parts of a sample that are read before the sample counts as unproven. */
    private static final int MOST_PARTS = 8;

    private final Movie movie;
    private final Deque<Look> waiting = new ArrayDeque<>();
    private final List<Read> reads = new ArrayList<>();
    private Optional<SurveyedSamples> samples = Optional.empty();
    private int next;

    /** @param movie the result of {@link Mp4Reader} */
    public SampleSurvey(Movie movie) {
        this.movie = movie;
    }

    private record Look(int sample, SampleLook look, int part) {}

    private record Read(long offsetBytes, long endBytes, List<Look> looks) {
        ByteSpan span() {
            return new ByteSpan(offsetBytes, endBytes - offsetBytes);
        }
    }

    /**
     * Runs the first step.
     *
     * @throws Mp4Exception if the tables contradict each other
     */
    public ReadStep start() {
        if (movie.tracks().getFirst().format().kind() != TrackKind.VIDEO) {
            return new ReadStep.Complete(movie);
        }
        samples = Optional.of(new SurveyedSamples(movie.tracks().getFirst()));
        return proceed(samples.get());
    }

    /**
     * Runs the next step.
     *
     * @param bytes as for {@link Mp4Reader#resume}; not kept
     * @throws IllegalArgumentException if the lengths differ from the request
     */
    public ReadStep resume(List<ByteBuffer> bytes) {
        SurveyedSamples surveyed = samples.orElseThrow(() -> new IllegalArgumentException("nothing was asked for"));
        if (bytes.size() != reads.size()) {
            throw new IllegalArgumentException("buffers: " + bytes.size() + " (expected: " + reads.size() + ")");
        }
        for (int i = 0; i < bytes.size(); i++) {
            Read read = reads.get(i);
            if (bytes.get(i).limit() != read.span().lengthBytes()) {
                throw new IllegalArgumentException(
                        "buffer: " + bytes.get(i).limit() + " bytes (expected: " + read.span() + ")");
            }
            for (Look look : read.looks()) {
                look(surveyed, look, read, bytes.get(i));
            }
        }
        reads.clear();
        return proceed(surveyed);
    }

    private void look(SurveyedSamples surveyed, Look look, Read read, ByteBuffer bytes) {
        long size = surveyed.sizeBytes(look.sample());
        long at = surveyed.offsetBytes(look.sample()) + look.look().atBytes() - read.offsetBytes();
        int length = (int) Math.min(size - look.look().atBytes(), look.look().wantedBytes());
        boolean toEnd = look.look().atBytes() + (long) length == size;
        Optional<Picture> found = look.look().look(bytes.slice((int) at, length), toEnd);
        if (found.isPresent()) {
            surveyed.found(look.sample(), found.get());
        } else if (look.part() < MOST_PARTS && look.look().atBytes() < size) {
            waiting.add(new Look(look.sample(), look.look(), look.part() + 1));
        }
    }

    private ReadStep proceed(SurveyedSamples surveyed) {
        long bytes = 0;
        while (reads.size() < READS_IN_A_STEP && bytes < BYTES_IN_A_STEP) {
            Optional<Look> look = nextLook(surveyed);
            if (look.isEmpty()) {
                break;
            }
            bytes += add(surveyed, look.get());
        }
        if (!reads.isEmpty()) {
            return new ReadStep.NeedBytes(reads.stream().map(Read::span).toList());
        }
        var tracks = new ArrayList<>(movie.tracks());
        tracks.set(0, tracks.getFirst().with(surveyed.marks()));
        return new ReadStep.Complete(new Movie(
                movie.container(),
                movie.fragmented(),
                tracks,
                movie.texts(),
                movie.ignoredTracks(),
                movie.fileSizeBytes()));
    }

    private Optional<Look> nextLook(SurveyedSamples surveyed) {
        if (!waiting.isEmpty()) {
            return Optional.of(waiting.removeFirst());
        }
        if (next == surveyed.count()) {
            return Optional.empty();
        }
        int sample = next++;
        return surveyed.look(sample).map(look -> new Look(sample, look, 1));
    }

    /** Adds a look to the last read, or to a new one. Returns the number of added bytes. */
    private long add(SurveyedSamples surveyed, Look look) {
        long from = surveyed.offsetBytes(look.sample()) + look.look().atBytes();
        long left = (long) surveyed.sizeBytes(look.sample()) - look.look().atBytes();
        long end = from + Math.min(left, look.look().wantedBytes());
        if (!reads.isEmpty()) {
            Read last = reads.getLast();
            boolean near = from >= last.offsetBytes() && from - last.endBytes() <= MAX_GAP_BYTES;
            if (near && end - last.offsetBytes() <= LONGEST_READ_BYTES) {
                long to = Math.max(end, last.endBytes());
                last.looks().add(look);
                reads.set(reads.size() - 1, new Read(last.offsetBytes(), to, last.looks()));
                return to - last.endBytes();
            }
        }
        reads.add(new Read(from, end, new ArrayList<>(List.of(look))));
        return end - from;
    }
}
