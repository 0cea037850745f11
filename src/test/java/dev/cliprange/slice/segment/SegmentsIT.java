package dev.cliprange.slice.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.index.IndexPage;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.testing.FragmentTimes;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MatrixSource;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.timeline.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments of the copy form: what FFmpeg decodes of them, and which of them clips share. */
class SegmentsIT {

    /** Short, so that a few seconds have several boundaries. */
    private static final long PAGE_US = 2_000_000;

    private static final int CLIPS = 60;

    @TempDir
    Path folder;

    static Stream<String> sources() {
        return Stream.of(
                "avc-closed-gop",
                "avc-open-gop",
                "avc-b-pyramid",
                "avc-irregular-gop",
                "avc-variable-rate",
                "avc-timescale-1000",
                "avc-late-start",
                "avc-fragmented",
                "hevc-open-gop",
                "vp9",
                "av1");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void copiedVideo_ofARange_decodesToTheSourcesFrames(String name) throws IOException {
        Path file = file(name);
        SourceFile source = SourceFile.index(file, PAGE_US);
        List<Frame> frames = Oracle.frames(file).orElseThrow();
        var random = new Random(3);
        for (int i = 0; i < 3; i++) {
            int first = i == 0 ? 0 : random.nextInt(frames.size() - 30);
            int last = i == 0 ? frames.size() - 1 : first + 25 + random.nextInt(frames.size() - first - 25);
            var range = new TimeRange(
                    frames.get(first).presentationUs(), frames.get(last).presentationUs());
            StreamPlan plan = StreamPlanner.copy(source.directory(), source.pages(range), range);
            Path stream = folder.resolve("video.mp4");
            byte[] bytes = whole(source, plan.video().orElseThrow(), range);
            Files.write(stream, bytes);

            var decoded = Oracle.pictures(stream, Oracle.Edits.IGNORED).orElseThrow();

            assertThat(decoded.complaints())
                    .as("complaints about %s of %s", range, name)
                    .isEmpty();
            var timescale = source.directory().tracks().getFirst().timescale();
            List<Long> shownUs = FragmentTimes.of(bytes).sortedTicks().stream()
                    .map(timescale::toUs)
                    .toList();
            assertThat(shownUs.getFirst()).isLessThanOrEqualTo(range.startUs());
            List<Frame> wanted = frames.stream()
                    .filter(frame -> frame.presentationUs() >= shownUs.getFirst())
                    .limit(shownUs.size())
                    .toList();
            assertThat(shownUs)
                    .as("times of %s of %s", range, name)
                    .containsExactlyElementsOf(
                            wanted.stream().map(Frame::presentationUs).toList());
            assertThat(decoded.frames())
                    .as("frames of %s of %s", range, name)
                    .extracting(Frame::md5)
                    .containsExactlyElementsOf(wanted.stream().map(Frame::md5).toList());
            assertThat(shownUs.getLast())
                    .isGreaterThanOrEqualTo(frames.get(last - 1).presentationUs());
            assertMeet(plan.video().orElseThrow(), FragmentTimes.of(bytes));
            Files.delete(stream);
        }
    }

    /** Each segment ends where the next one begins, as declared, and its first sample is shown when it is decoded. */
    private static void assertMeet(TrackSegments track, FragmentTimes times) {
        assertThat(times.segments()).hasSameSizeAs(track.segments());
        for (int i = 0; i < times.segments().size(); i++) {
            FragmentTimes.Segment segment = times.segments().get(i);
            SegmentSpan declared = track.segments().get(i);
            assertThat(segment.decodeTicks()).isEqualTo(declared.startTicks());
            assertThat(segment.endTicks()).isEqualTo(declared.endTicks());
            assertThat(segment.shownTicks().getFirst()).isEqualTo(declared.startTicks());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc-closed-gop", "avc-open-gop", "avc-b-pyramid", "avc-all-intra", "avc-fragmented"})
    void segments_awayFromTheEnds_areTheSameForEveryClip(String name) {
        SourceFile source = SourceFile.index(file(name), PAGE_US);
        long endUs = source.directory().endUs();
        var random = new Random(4);
        Map<String, byte[]> known = new HashMap<>();
        int shared = 0;
        for (int i = 0; i < CLIPS; i++) {
            long startUs = random.nextLong(endUs - 2_500_000);
            var range = new TimeRange(startUs, startUs + 2_500_000 + random.nextLong(endUs - startUs - 2_500_000 + 1));
            StreamPlan plan = StreamPlanner.copy(source.directory(), source.pages(range), range);
            for (TrackSegments track : plan.tracks().toList()) {
                for (SegmentSpan segment : inner(track)) {
                    byte[] bytes =
                            bytes(source, SegmentPlanner.segment(track, segment, pages(source, track, segment, range)));
                    byte[] other = known.putIfAbsent(track.track() + "/" + segment.startTicks(), bytes);
                    assertThat(other == null || Arrays.equals(other, bytes))
                            .as("segment %s of track %d in %s", segment, track.track(), range)
                            .isTrue();
                    shared += other == null ? 0 : 1;
                    assertThat(bytes.length).isLessThanOrEqualTo((int) segment.lengthBytes());
                }
            }
        }
        assertThat(shared).as("segments that were compared").isPositive();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void segments_ofATrack_meetAndLastLongEnough(String name) {
        SourceFile source = SourceFile.index(file(name), PAGE_US);
        var random = new Random(5);
        long endUs = source.directory().endUs();
        for (int i = 0; i < CLIPS; i++) {
            long startUs = random.nextLong(endUs - 1_200_000);
            var range = new TimeRange(startUs, startUs + 1_200_000 + random.nextLong(endUs - startUs - 1_200_000 + 1));
            StreamPlan plan = StreamPlanner.copy(source.directory(), source.pages(range), range);
            for (TrackSegments track : plan.tracks().toList()) {
                var timescale = source.directory().tracks().get(track.track()).timescale();
                for (int s = 0; s < track.segments().size(); s++) {
                    SegmentSpan segment = track.segments().get(s);
                    assertThat(timescale.toUs(segment.durationTicks()))
                            .as("%s of %s in %s", segment, name, range)
                            .isGreaterThan(SegmentGrid.SHORTEST_US - 50_000);
                    if (s > 0) {
                        SegmentSpan before = track.segments().get(s - 1);
                        assertThat(segment.startTicks()).isEqualTo(before.endTicks());
                        assertThat(segment.firstNumber()).isEqualTo(before.endNumber());
                    }
                }
            }
        }
    }

    private static List<SegmentSpan> inner(TrackSegments track) {
        return track.segments().stream()
                .filter(segment -> !track.isFirst(segment) && !track.isLast(segment))
                .toList();
    }

    private static byte[] whole(SourceFile source, TrackSegments track, TimeRange range) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(bytes(source, SegmentPlanner.init(source.directory(), track)));
        for (SegmentSpan segment : track.segments()) {
            bytes.writeBytes(
                    bytes(source, SegmentPlanner.segment(track, segment, pages(source, track, segment, range))));
        }
        return bytes.toByteArray();
    }

    private static List<IndexPage> pages(SourceFile source, TrackSegments track, SegmentSpan segment, TimeRange clip) {
        return source.pages(SegmentPlanner.range(source.directory(), track, segment, clip));
    }

    private static byte[] bytes(SourceFile source, ByteLayout layout) {
        return source.bytes(layout, 0, layout.lengthBytes());
    }

    private static Path file(String name) {
        MediaMatrix.Entry entry = MediaMatrix.entry(name);
        MatrixSource.assertUsable(entry);
        return entry.file();
    }
}
