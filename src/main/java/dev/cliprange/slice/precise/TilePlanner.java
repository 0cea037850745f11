package dev.cliprange.slice.precise;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.HeaderWriter;
import dev.cliprange.slice.MediaChunk;
import dev.cliprange.slice.MediaRanges;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Chooses the frames of storyboards, and plans the file from which they are decoded. The frames depend on the source
 * only: in each page of the index, the first sync sample of each {@value #EVERY_US} microseconds.
 */
public final class TilePlanner {

    /** The distance of two frames, if there are enough sync samples. */
    public static final long EVERY_US = 4_000_000;

    private static final Timescale TIMESCALE = new Timescale(25);

    private TilePlanner() {}

    /** Returns the times of the frames of a page in microseconds, in order. Each is the time of a sync sample. */
    public static List<Long> timesUs(IndexPage page) {
        var times = new ArrayList<Long>();
        long last = -1;
        for (long us : page.syncTimesUs()) {
            if (us / EVERY_US != last) {
                times.add(us);
                last = us / EVERY_US;
            }
        }
        return times;
    }

    /**
     * Returns a file with a track for each time, {@code moov} first. Each track has one sample, so each has a decoder
     * that knows no other sample. No other byte of the source is part of the file.
     *
     * @param times some of {@link #timesUs}; at least one
     * @throws IllegalArgumentException if a time is not that of a sync sample
     */
    public static ByteLayout file(IndexDirectory directory, IndexPage page, List<Long> times) {
        TrackDescription video = directory.tracks().getFirst();
        TrackSamples samples = page.tracks().getFirst();
        Set<Long> wanted = Set.copyOf(times);
        var tracks = new ArrayList<ClipTrack>();
        for (long us : times) {
            tracks.add(track(video, samples, sample(video, samples, us)));
        }
        if (tracks.size() != wanted.size()) {
            throw new IllegalArgumentException("times: " + times + " (expected: none twice)");
        }
        List<List<MediaChunk>> chunks = tracks.stream().map(MediaChunk::of).toList();
        MediaRanges ranges = MediaRanges.of(chunks, 0);
        return new ByteLayout(new HeaderWriter(tracks, chunks, ranges).write(), ranges.spans());
    }

    private static int sample(TrackDescription video, TrackSamples samples, long us) {
        for (int i = 0; i < samples.count(); i++) {
            long ticks = samples.presentationTicks(i);
            if (samples.sync(i)
                    && samples.frame(i)
                    && video.window().shows(ticks)
                    && video.timescale().toUs(video.window().movieTicks(ticks)) == us) {
                return i;
            }
        }
        throw new IllegalArgumentException("timeUs: " + us + " (expected: that of a sync sample)");
    }

    private static ClipTrack track(TrackDescription video, TrackSamples samples, int sample) {
        TrackSamples one = TrackSamples.of(
                0,
                new long[] {samples.offsetBytes(sample)},
                new int[] {samples.sizeBytes(sample)},
                new long[] {0, 1},
                new int[] {0},
                new boolean[] {true},
                new int[] {0});
        TrackDescription plain = video.as(video.entries().get(samples.entry(sample)), TIMESCALE);
        return new ClipTrack(plain, one, 0, 0, 1, 0);
    }
}
