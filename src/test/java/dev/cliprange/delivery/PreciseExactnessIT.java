package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Ssim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The differential test of precise clips, the whole way: a player that ignores edit lists sees exactly the frames of the range,
 * the copied ones bit by bit, the encoded ones alike. A few sources and ranges by default; with {@code -Dcliprange.full=true}
 * all of the matrix. What was found is added to {@code target/precise.txt}.
 */
class PreciseExactnessIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int RANGES = FULL ? 10 : 2;
    private static final double MEDIAN_LIKENESS = 0.98;
    private static final double WORST_LIKENESS = 0.95;
    /** The longest there is here: AC-3's. */
    private static final double PACKET_SECONDS = 1536 / 48_000.0;

    /** Nearer to the source's start there may be no packets to begin earlier with. */
    private static final double ROOM_SECONDS = 0.25;

    private static final List<String> FEW = List.of("avc-2997", "avc-b-pyramid", "avc-variable-rate", "hevc-open-gop");

    /** Video that is joined, and decoded by every FFmpeg. */
    private static final List<String> ALL = List.of(
            "avc-closed-gop",
            "avc-moov-first",
            "avc-open-gop",
            "avc-b-pyramid",
            "avc-all-intra",
            "avc-no-b-frames",
            "avc-one-keyframe",
            "avc-irregular-gop",
            "avc-long-gop",
            "avc-23976",
            "avc-2997",
            "avc-60",
            "avc-timescale-1000",
            "avc-variable-rate",
            "avc-10-bit",
            "avc-422",
            "avc-422-10-bit",
            "hevc-hvc1",
            "hevc-hev1",
            "hevc-open-gop",
            "hevc-10-bit",
            "hevc-422-10-bit",
            "vp9",
            "av1",
            "avc-fragmented",
            "avc-fragmented-delayed",
            "avc-partly-fragmented",
            "avc-timecode",
            "avc-portrait",
            "avc-edit-mid-gop",
            "avc-late-start",
            "avc-silent",
            "avc-three-audio",
            "avc-opus",
            "avc-pcm-s16le");

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @TempDir
    Path folder;

    static Stream<String> sources() {
        String only = System.getProperty("cliprange.precise.only", "");
        return only.isEmpty() ? (FULL ? ALL : FEW).stream() : Stream.of(only.split(","));
    }

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void preciseClip_withEditListsIgnored_showsExactlyItsRange(String name) throws IOException {
        Path file = MediaMatrix.entry(name).file();
        List<Frame> source = Oracle.frames(file).orElseThrow();
        JsonNode registered = origin.source(file);
        for (int[] range : ranges(source.size())) {
            JsonNode clip = client.clip(registered, Map.of("frame", range[0]), Map.of("frame", range[1]));
            String id = clip.path("id").asString();
            JsonNode prepared =
                    client.post("/api/clips/" + id + "/prepare", Map.of()).expect(200);
            Path precise = client.download(clip.path("preciseStreamUrl").asString(), folder.resolve("precise.mp4"))
                    .body();

            assertExact(name + " " + range[0] + "-" + range[1], file, precise, source, range, prepared, clip);
            client.delete("/api/clips/" + id).expect(204);
        }
    }

    private static void assertExact(
            String what, Path file, Path precise, List<Frame> source, int[] range, JsonNode prepared, JsonNode clip)
            throws IOException {
        var pictures = Oracle.pictures(precise, Oracle.Edits.IGNORED).orElseThrow();
        List<String> wanted = md5s(source.subList(range[0], range[1]));
        List<String> shown = md5s(pictures.frames());
        assertThat(shown).as("frames of " + what).hasSize(wanted.size());
        assertThat(pictures.complaints()).as("complaints about " + what).isEmpty();
        assertThat(pictures.frames().stream().map(Frame::presentationTicks).toList())
                .as("times of " + what)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(md5s(Oracle.frames(precise).orElseThrow()))
                .as("frames with edit lists of " + what)
                .isEqualTo(shown);

        List<Double> likeness = Ssim.of(precise, file, range[0], range[1]);
        List<Double> encoded = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            if (!shown.get(i).equals(wanted.get(i))) {
                encoded.add(likeness.get(i));
            }
        }
        int limit = prepared.path("encodedFrames").asInt();
        assertThat(encoded).as("frames that are not copied of " + what).hasSizeLessThanOrEqualTo(limit);
        encoded.sort(null);
        if (!encoded.isEmpty()) {
            assertThat(encoded.getFirst()).as("worst frame of " + what).isGreaterThanOrEqualTo(WORST_LIKENESS);
            assertThat(encoded.get(encoded.size() / 2))
                    .as("median frame of " + what)
                    .isGreaterThanOrEqualTo(MEDIAN_LIKENESS);
        }
        assertTimes(what, precise, clip);
        Files.writeString(
                Path.of("target", "precise.txt"),
                "%s: %d frames, %d encoded, likeness %s, %s of %s bytes copied%n"
                        .formatted(
                                what,
                                shown.size(),
                                limit,
                                encoded.isEmpty() ? "-" : encoded.getFirst(),
                                prepared.path("copiedBytes"),
                                prepared.path("lengthBytes")),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static void assertTimes(String what, Path precise, JsonNode clip) {
        Mp4Facts facts = Mp4Facts.of(precise);
        assertThat(facts.durationUs() / 1e6)
                .as("duration of " + what)
                .isCloseTo(clip.path("duration").asDouble(), within(0.001));
        boolean isCopy = clip.path("preciseStreamUrl").equals(clip.path("streamUrl"));
        if (isCopy || clip.path("start").asDouble() < ROOM_SECONDS) {
            return;
        }
        List<Double> leads = facts.tracks().stream()
                .filter(track -> track.edits().size() == 1)
                .map(track -> (double) track.edits().getFirst().mediaTimeTicks()
                        / track.timescale().ticksPerSecond())
                .toList();
        for (double lead : leads) {
            assertThat(lead)
                    .as("where a track begins without its edit list in " + what)
                    .isCloseTo(leads.getFirst(), within(PACKET_SECONDS));
        }
    }

    /** The first frame, then others; both ends anywhere. */
    private static List<int[]> ranges(int frames) {
        var random = new Random(5);
        Set<String> seen = new HashSet<>();
        var ranges = new ArrayList<int[]>();
        if (FULL) {
            ranges.add(new int[] {7, 8});
            ranges.add(new int[] {0, frames});
        }
        while (ranges.size() < RANGES) {
            int start = random.nextInt(frames - 1);
            int end = start + 1 + random.nextInt(frames - start);
            if (end <= frames && seen.add(start + "-" + end)) {
                ranges.add(new int[] {start, end});
            }
        }
        return ranges;
    }

    private static List<String> md5s(List<Frame> frames) {
        return frames.stream().map(Frame::md5).toList();
    }
}
