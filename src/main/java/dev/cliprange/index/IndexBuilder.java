package dev.cliprange.index;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.Movie;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.Track;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds an index in one pass over the tables of a source. Besides the tables it holds one page and one GOP of samples
 * at a time.
 */
public final class IndexBuilder {

    /** The shortest duration of a page. The last page may be shorter. */
    public static final long PAGE_US = 60_000_000;

    /** If no track is heard longer than this after the last frame, the source ends with that frame. */
    static final long OVERHANG_US = 100_000;

    private final Movie movie;
    private final long pageUs;
    private final PageSink sink;
    private final PagingTrack leader;
    private final List<AlignedTrack> followers;
    private final SampleBudget budget;
    private final List<PageEntry> pages = new ArrayList<>();
    private long bytesWritten;

    private IndexBuilder(Movie movie, long pageUs, PageSink sink, long heldBytes) {
        this.movie = movie;
        this.pageUs = pageUs;
        this.sink = sink;
        this.budget = new SampleBudget(movie.fileSizeBytes(), heldBytes);
        this.leader = new PagingTrack(movie.tracks().getFirst(), movie.fragmented(), budget);
        this.followers = movie.tracks().stream()
                .skip(1)
                .map(track -> new AlignedTrack(track, budget))
                .toList();
    }

    /**
     * Passes the pages to the sink in order, and then returns the directory.
     *
     * @throws Mp4Exception if the tables contradict each other, or if the media cannot be cut
     */
    public static IndexDirectory build(Movie movie, PageSink sink) {
        return build(movie, PAGE_US, sink);
    }

    /** Same as {@link #build(Movie, PageSink)}, with another page duration. */
    public static IndexDirectory build(Movie movie, long pageUs, PageSink sink) {
        return build(movie, pageUs, sink, Long.MAX_VALUE);
    }

    /**
     * Same as {@link #build(Movie, PageSink)}, with bounded memory.
     *
     * @param heldBytes memory for the samples of all tracks between two points where decoding can start
     */
    public static IndexDirectory build(Movie movie, PageSink sink, long heldBytes) {
        return build(movie, PAGE_US, sink, heldBytes);
    }

    private static IndexDirectory build(Movie movie, long pageUs, PageSink sink, long heldBytes) {
        try {
            return new IndexBuilder(movie, pageUs, sink, heldBytes).build();
        } catch (ArithmeticException e) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("trak"),
                    0,
                    "times or durations too large for an index",
                    "ISO/IEC 14496-12, 8.6.1",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
    }

    private IndexDirectory build() {
        long startUs = 0;
        boolean atFrame = true;
        while (true) {
            long firstFrame = leader.frames();
            TrackSamples part = leader.nextPage(startUs, pageUs, this::isHeardFrom);
            long endUs = leader.pageEndUs();
            var tracks = new ArrayList<TrackSamples>();
            tracks.add(part);
            for (AlignedTrack follower : followers) {
                tracks.add(follower.page(startUs, endUs));
            }
            budget.takePage(tracks);
            byte[] page = PageCodec.encode(tracks);
            pages.add(new PageEntry(startUs, firstFrame, bytesWritten, page.length, atFrame));
            bytesWritten += page.length;
            sink.accept(page);
            if (endUs == PresentationWindow.OPEN) {
                return directory();
            }
            startUs = endUs;
            atFrame = leader.endsAtFrame();
        }
    }

    private boolean isHeardFrom(long us) {
        return followers.stream().anyMatch(follower -> follower.isHeardFrom(us));
    }

    /**
     * Encoders often write a few more audio packets than video. No clip needs them alone, so they do not extend the
     * source.
     */
    private static long endUs(long leaderEndUs, long durationUs) {
        return durationUs - leaderEndUs > OVERHANG_US ? durationUs : leaderEndUs;
    }

    private IndexDirectory directory() {
        if (leader.frames() == 0) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("trak"),
                    0,
                    "no sample is shown",
                    "ISO/IEC 14496-12, 8.6.6",
                    UnsupportedMp4Exception.Remedy.NONE);
        }
        var tracks = new ArrayList<TrackDescription>();
        tracks.add(leader.description());
        followers.forEach(follower -> tracks.add(follower.description()));
        long durationUs = 0;
        for (TrackDescription track : tracks) {
            durationUs = Math.max(durationUs, track.timescale().toUs(track.endTicks()));
        }
        Track first = movie.tracks().getFirst();
        boolean video = first.format().kind() == TrackKind.VIDEO;
        return new IndexDirectory(
                movie.container(),
                movie.fileSizeBytes(),
                durationUs,
                endUs(leader.endUs(), durationUs),
                leader.frames(),
                video ? Optional.of(leader.summary()) : Optional.empty(),
                DirectoryCodec.audio(tracks),
                tracks,
                pages);
    }
}
