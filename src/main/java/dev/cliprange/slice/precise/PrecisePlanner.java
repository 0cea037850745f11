package dev.cliprange.slice.precise;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.codec.splice.VideoSplicer;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.ClipMedia;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.VirtualFile;
import dev.cliprange.timeline.TimeRange;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Plans clips that show exactly their range even if edit lists are ignored. It has one setting and no state. */
public final class PrecisePlanner {

    /**
     * Part of every precise version. It is incremented when other frames are encoded, or when they are stored in
     * another way.
     */
    public static final int FORMAT_VERSION = 2;

    private final long maxGapBytes;

    /** @param maxGapBytes see {@link SlicePlanner} */
    public PrecisePlanner(long maxGapBytes) {
        this.maxGapBytes = maxGapBytes;
    }

    /**
     * Whether an edit list joins two sections of media inside the range. Such a clip has no precise form. A mere gap in
     * the audio does not count, because a packet can last over it.
     */
    public static boolean hasJoint(IndexDirectory directory, TimeRange range) {
        return directory.tracks().stream().anyMatch(track -> hasJoint(track, range));
    }

    private static boolean hasJoint(TrackDescription track, TimeRange range) {
        List<PresentationWindow.Part> parts = track.window().parts();
        for (int i = 1; i < parts.size(); i++) {
            long leftOut = parts.get(i).startTicks() - parts.get(i - 1).endTicks();
            boolean isJoint = track.kind() == TrackKind.VIDEO
                    || leftOut > track.timescale().ticksPerSecond() / 1000;
            long atUs = track.timescale().toUs(parts.get(i).movieStartTicks());
            if (isJoint && range.startUs() < atUs && atUs < range.endUs()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether stream copy alone shows exactly the range, with and without edit lists. Nothing must be encoded then.
     * Also true if no frame is shown.
     */
    public static boolean copyIsPrecise(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        if (directory.video().isEmpty()) {
            return true;
        }
        PreciseRange frames = PreciseRange.on(directory.tracks().getFirst(), pages, range);
        return frames.shown().length == 0
                || (beginsPrecisely(frames)
                        && PreciseCut.at(frames, frames.first()).copiesAll());
    }

    /** The part of {@link #copyIsPrecise} that depends on the start of the range. */
    public static boolean beginsPrecisely(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        PreciseRange frames = PreciseRange.on(directory.tracks().getFirst(), pages, range);
        return frames.shown().length == 0 || beginsPrecisely(frames);
    }

    private static boolean beginsPrecisely(PreciseRange frames) {
        int first = frames.first();
        return frames.samples().sync(first) && !frames.hasLeading(first);
    }

    /**
     * The time from the sync sample at or before the first frame of the range to the start of the range. 0 if no frame
     * begins before the start.
     */
    public static long leadUs(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        PreciseRange frames = PreciseRange.on(directory.tracks().getFirst(), pages, range);
        boolean late = frames.shown().length == 0
                || frames.video().timescale().toUs(frames.ticks(frames.first()) - frames.originTicks()) > 0;
        if (late) {
            return 0;
        }
        return range.startUs() - pages.getFirst().syncAtOrBeforeUs(range.startUs());
    }

    /**
     * Whether some frames of the range can be copied according to the index. If false, all are encoded. The samples of
     * the source may later show that fewer frames can be copied.
     */
    public static boolean mayCopy(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        PreciseRange frames = PreciseRange.on(directory.tracks().getFirst(), pages, range);
        return IntStream.of(frames.shown())
                .map(frames.samples()::entry)
                .distinct()
                .mapToObj(frames.video().entries()::get)
                .flatMap(entry -> VideoSplicer.of(entry).stream())
                .flatMapToInt(frames::copyStarts)
                .anyMatch(start -> PreciseCut.at(frames, start).copied().length > 0);
    }

    /** The format for encoded frames next to frames with this entry. Empty for a codec that cannot be spliced. */
    public static Optional<EncoderTarget> target(SampleEntry entry) {
        return VideoSplicer.of(entry).map(VideoSplicer::target);
    }

    /**
     * Starts the search for frames that can be copied.
     *
     * @throws FailureException PRECISE_UNAVAILABLE if the source's codec cannot be spliced or changes within the range,
     *     or if an edit list joins two sections of media inside the range
     */
    public PreciseSearch search(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        SlicePlanner.requireCoverage(directory, pages, range);
        if (hasJoint(directory, range)) {
            throw new FailureException(
                    Failure.PRECISE_UNAVAILABLE,
                    "The source's edit list joins two sections of media inside the clip. Only an edit list can show that.");
        }
        PreciseRange frames = PreciseRange.of(directory, pages, range);
        int[] entries = IntStream.of(frames.shown())
                .map(frames.samples()::entry)
                .distinct()
                .toArray();
        if (entries.length > 1) {
            throw new FailureException(
                    Failure.PRECISE_UNAVAILABLE, "The source's video changes its format within the clip.");
        }
        SampleEntry entry = frames.video().entries().get(entries[0]);
        VideoSplicer splicer = VideoSplicer.of(entry)
                .orElseThrow(() -> new FailureException(
                        Failure.PRECISE_UNAVAILABLE,
                        "Frames of the codec " + entry.format().codec().commonName() + " cannot be encoded."));
        return new PreciseSearch(frames, splicer);
    }

    /**
     * Returns the layout of a precise clip.
     *
     * @param pages as for {@link SlicePlanner#plan}
     * @throws IllegalArgumentException if the edges were made for another range or source
     */
    public ByteLayout layout(IndexDirectory directory, List<IndexPage> pages, TimeRange range, EncodedEdges edges) {
        return media(directory, pages, range, edges).layout(maxGapBytes);
    }

    /** Returns the tracks of a precise clip; parameters and failures are those of {@link #layout}. */
    public static ClipMedia media(
            IndexDirectory directory, List<IndexPage> pages, TimeRange range, EncodedEdges edges) {
        SlicePlanner.requireCoverage(directory, pages, range);
        PreciseCut cut = edges.cut(PreciseRange.of(directory, pages, range));
        int headBytes = edges.head().remaining();
        var alignment = new AudioAlignment(range, headBytes, reorderUs(cut));
        for (int track = 1; track < directory.tracks().size(); track++) {
            alignment.add(directory.tracks().get(track), SlicePlanner.samples(pages, track));
        }
        var tracks = new ArrayList<ClipTrack>();
        tracks.add(video(cut, edges, directory.sourceSizeBytes(), alignment.leadUs()));
        tracks.addAll(alignment.tracks());
        var file = new VirtualFile()
                .insert(edges.head())
                .source(0, directory.sourceSizeBytes())
                .insert(edges.tail());
        return new ClipMedia(tracks, file);
    }

    private static long reorderUs(PreciseCut cut) {
        return cut.range().video().timescale().toUs(reorderTicks(cut.ticks()));
    }

    /**
     * Returns the largest difference between the place of a frame in decode order and its presentation time. Decoding
     * must be at least this far ahead.
     */
    private static long reorderTicks(long[] ticks) {
        long[] sorted = ticks.clone();
        Arrays.sort(sorted);
        long most = 0;
        for (int i = 0; i < ticks.length; i++) {
            most = Math.max(most, sorted[i] - ticks[i]);
        }
        return most;
    }

    /**
     * Decode times are the sorted presentation times. Each frame lasts until the next one is shown, and all together
     * last as long as the range, with or without an edit list.
     */
    private static ClipTrack video(PreciseCut cut, EncodedEdges edges, long sourceBytes, long leadUs) {
        PreciseRange range = cut.range();
        TrackSamples samples = range.samples();
        long[] shown = cut.ticks();
        int count = shown.length;
        int head = cut.head().length;
        int tail = head + cut.copied().length;
        long[] decode = Arrays.copyOf(shown, count + 1);
        decode[count] = range.toTicks();
        Arrays.sort(decode);
        var offsets = new long[count];
        var sizes = new int[count];
        var composition = new int[count];
        var sync = new boolean[count];
        var dependencies = new int[count];
        long at = 0;
        for (int i = 0; i < count; i++) {
            composition[i] = Math.toIntExact(shown[i] - decode[i]);
            if (i >= head && i < tail) {
                int copied = cut.copied()[i - head];
                offsets[i] = edges.head().remaining() + samples.offsetBytes(copied);
                sizes[i] = samples.sizeBytes(copied);
                sync[i] = samples.sync(copied);
                dependencies[i] = samples.dependency(copied);
            } else {
                int encoded = i < head ? i : i - cut.copied().length;
                offsets[i] = i < head ? at : sourceBytes + at;
                sizes[i] = edges.sizeBytes(encoded);
                sync[i] = edges.sync(encoded);
                at += sizes[i];
            }
        }
        TrackDescription video = range.video().as(edges.entry(), range.video().timescale());
        long lead = Math.max(reorderTicks(shown), video.timescale().toTicks(leadUs, RoundingMode.HALF_UP));
        long first = decode[0];
        boolean atStart = video.timescale().toUs(first) <= video.timescale().toUs(range.originTicks());
        return new ClipTrack(
                video,
                TrackSamples.of(0, offsets, sizes, decode, composition, sync, dependencies),
                atStart ? 0 : first - range.originTicks(),
                lead,
                range.toTicks() - first,
                Math.toIntExact(lead));
    }
}
