package dev.cliprange.source.ladder;

import dev.cliprange.codec.VideoCodec;
import dev.cliprange.codec.colour.VideoColour;
import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.picture.Transfer;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.index.VideoSummary;
import dev.cliprange.slice.rendition.LadderRule;
import dev.cliprange.slice.rendition.Rung;
import dev.cliprange.slice.segment.SegmentGrid;
import dev.cliprange.source.ReadySource;
import dev.cliprange.timeline.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What a ladder is made of.
 *
 * @param source that has an index
 * @param directory of the source
 * @param rungs at least one, the largest first
 */
record LadderPlan(ReadySource source, IndexDirectory directory, List<Rung> rungs) {

    /** Part of {@link #name}. It must change if the same frames get another encoding. */
    private static final int ENCODER_VERSION = 1;

    private static final int NAME_BYTES = 16;
    private static final int BITS_PER_BYTE = 8;
    private static final long US_PER_SECOND = 1_000_000;
    private static final long SMALLEST_LIMIT_BYTES = 64L << 20;
    /** H.264 profiles with 8 bits and 4:2:0: Baseline, Main, Extended and High. */
    private static final List<String> EVERYWHERE = List.of("avc1.42", "avc1.4D", "avc1.4d", "avc1.58", "avc1.64");

    LadderPlan {
        rungs = List.copyOf(rungs);
    }

    /**
     * Plans a ladder.
     *
     * @param first the first page of the index
     * @param wanted see {@link LadderRule#choose}
     * @throws FailureException MEDIA_UNSUPPORTED if the source can have none of them
     */
    static LadderPlan of(ReadySource source, IndexDirectory directory, IndexPage first, List<Rung> wanted) {
        if (directory.video().isEmpty()) {
            throw unsupported("The source has no video, so it has no renditions.");
        }
        if (directory.tracks().getFirst().window().parts().size() > 1) {
            throw unsupported("The edit list of the source joins several parts of its video, so it has no renditions."
                    + " Remove the edit list by a remux before the source is registered.");
        }
        VideoSummary video = directory.video().orElseThrow();
        int shortSide = Math.min(video.width(), video.height());
        long rate =
                (long) ((double) source.sizeBytes() * BITS_PER_BYTE * US_PER_SECOND / Math.max(1, source.durationUs()));
        var original = new LadderRule.Original(shortSide, rate, isPlayedEverywhere(directory, first));
        List<Rung> rungs = LadderRule.choose(wanted, original);
        if (rungs.isEmpty()) {
            throw unsupported("The source's pictures of " + video.width() + " x " + video.height()
                    + " pixels are not larger than the smallest of the qualities, so no rendition would be smaller.");
        }
        return new LadderPlan(source, directory, rungs);
    }

    private static FailureException unsupported(String detail) {
        return new FailureException(Failure.MEDIA_UNSUPPORTED, detail);
    }

    /** A player that switches to open GOPs loses the first pictures, because they refer to those before the switch. */
    private static boolean isPlayedEverywhere(IndexDirectory directory, IndexPage first) {
        TrackDescription track = directory.tracks().getFirst();
        TrackSamples samples = first.tracks().getFirst();
        return SegmentGrid.of(directory, first).stream()
                        .mapToInt(point -> Math.toIntExact(point.number() - samples.firstNumber()))
                        .noneMatch(sample -> SegmentGrid.hasLeading(samples, sample))
                && track.format().codec() == VideoCodec.H264
                && transfer(track) == Transfer.STANDARD
                && EVERYWHERE.stream().anyMatch(track.format().codecString()::startsWith);
    }

    static Transfer transfer(TrackDescription track) {
        return Transfer.of(VideoColour.of(track.entries().getFirst()).transfer());
    }

    /** Names all that the encoded bytes depend on, except the release of the encoder. */
    String name() {
        String text = String.join(
                "\n",
                Integer.toString(ENCODER_VERSION),
                source.revision(),
                Integer.toString(source.indexGeneration()),
                rungs.toString());
        return HexFormat.of().formatHex(Digest.sha256(text.getBytes(StandardCharsets.UTF_8)), 0, NAME_BYTES);
    }

    int pages() {
        return directory.pages().size();
    }

    TimeRange range(int page) {
        return new TimeRange(directory.pages().get(page).startUs(), directory.pageEndUs(page));
    }

    Transfer transfer() {
        return transfer(directory.tracks().getFirst());
    }

    int rotationDegrees() {
        return directory.video().orElseThrow().rotationDegrees();
    }

    List<Quality> qualities() {
        return rungs.stream()
                .map(rung -> new Quality(rung.shortSide(), rung.mostBitsPerSecond(), rung.bufferBits()))
                .toList();
    }

    /** The largest object of a page: twice what the encoder may write. */
    long mostBytes(int page) {
        long bits = rungs.stream().mapToLong(Rung::mostBitsPerSecond).sum();
        double seconds = (double) range(page).durationUs() / US_PER_SECOND;
        return SMALLEST_LIMIT_BYTES + (long) (2.0 * bits * seconds / BITS_PER_BYTE);
    }
}
