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
 * Looks into the samples of a movie's video that its tables may be wrong about, once the headers are read. It does no I/O, and
 * is driven as {@link Mp4Reader} is. Its result is the same movie, whose samples are sync samples and frames as the bitstream
 * has it:
 *
 * <ul>
 *   <li>Each sample that is marked as a sync sample, but the first one of the track. Some writers mark every sample, some
 *       mark pictures with a gradual recovery point, and decoding that starts there shows wrong pictures.
 *   <li>Samples of no duration and their neighbours, and few small ones: delimiters and messages that were stored as samples of
 *       their own.
 * </ul>
 *
 * <p>The work is bounded: {@link SurveyedSamples#MOST_LOOKS} sync samples, {@link SampleLook#FIRST_BYTES} bytes of each and a
 * few further reads where messages are long. Neighbours are one read. If more are marked, only the largest of each group of
 * neighbours is looked at; the others are not used, which makes a clip's lead-in longer but never wrong. Codecs whose samples
 * are all intra pictures by definition are not looked at.
 */
public final class SampleSurvey {

    /** Unneeded bytes between two looks that cost less than another read. */
    private static final int MAX_GAP_BYTES = 2048;

    private static final int LONGEST_READ_BYTES = 64 << 10;
    private static final int READS_IN_A_STEP = 256;
    private static final int BYTES_IN_A_STEP = 2 << 20;

    /** Parts of one sample that are read before nothing is proven by it. */
    private static final int MOST_PARTS = 8;

    private final Movie movie;
    private final Deque<Look> waiting = new ArrayDeque<>();
    private final List<Read> reads = new ArrayList<>();
    private Optional<SurveyedSamples> samples = Optional.empty();
    private int next;

    /** @param movie as {@link Mp4Reader} read it */
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
     * The first step.
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
     * The next step.
     *
     * @param bytes as for {@link Mp4Reader#resume}; not kept
     * @throws IllegalArgumentException if they are not what was asked for
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
        return new ReadStep.Complete(
                new Movie(movie.container(), movie.fragmented(), tracks, movie.ignoredTracks(), movie.fileSizeBytes()));
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

    /** Puts a look into the last read or a new one; returns by how many bytes that grew. */
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
