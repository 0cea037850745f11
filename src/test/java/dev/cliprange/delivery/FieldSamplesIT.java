package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.FieldSources;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Ssim;
import dev.cliprange.testing.SyncMarks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Sources whose tables are wrong about their samples, as the field has them: what is a sync sample, how long one lasts, how many
 * there are, and which are pictures. A clip in either form shows what FFmpeg's decoder shows of the source from its beginning.
 */
class FieldSamplesIT {

    private static final double WORST_LIKENESS = 0.9;
    private static final AtomicInteger NAMES = new AtomicInteger();

    @RegisterExtension
    private final FieldSources field = new FieldSources();

    private final OriginClient client = field.client();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "every-sample-sync.mp4, 100, 25/1, 4",
        "stts-one-short.mp4, 100, 25/1, 4",
        "aux-samples.mp4, 100, 25/1, 4",
        "stts-delta-32bit.mp4, 50, 10/1, 5",
    })
    void fieldFile_inBothForms_showsWhatADecoderShows(String name, int frames, String rate, double seconds)
            throws IOException {
        Path file = FieldSources.file(name);

        JsonNode source = field.ready(file);

        assertThat(source.path("sliceable").asBoolean()).isTrue();
        assertThat(source.path("video").path("frames").asInt()).isEqualTo(frames);
        assertThat(source.path("video").path("frameRate").asString()).isEqualTo(rate);
        assertThat(source.path("video").path("allIntra").asBoolean()).isFalse();
        assertThat(source.path("durationSeconds").asDouble()).isCloseTo(seconds, within(0.03));
        assertExact(source, file, true);
    }

    @Test
    void sampleOfThreeThousandMillionTicks_isAsLongAsItSays() throws IOException {
        JsonNode source = field.ready(FieldSources.file("stts-delta-32bit.mp4"));

        JsonNode clip = client.clip(source, Map.of("frame", 25), Map.of("frame", 50));

        assertThat(clip.path("start").asDouble()).isEqualTo(4);
        assertThat(clip.path("end").asDouble()).isEqualTo(5);
    }

    @Test
    void sourceOfNoDuration_failsWithAProblem() throws IOException {
        JsonNode source = field.registered(FieldSources.file("zero-duration.mp4"));

        FieldSources.assertFailed(source, "media-unsupported", "no sample is shown");
    }

    private static final String CLOSED = "-c:v libx264 -bf 0 -g 25 -sc_threshold 0 ";
    private static final String REORDERED = "-c:v libx264 -bf 3 -b_strategy 0 -g 25 -x264-params scenecut=0:";
    private static final String REFRESHED = "-c:v libx264 -bf 0 -x264-params scenecut=0:intra-refresh=1:keyint=30";
    private static final String X265 = "-c:v libx265 -x265-params log-level=error:scenecut=0:keyint=25:min-keyint=25";
    private static final String FRAGMENTED =
            " -movflags frag_keyframe+empty_moov+default_base_moof -frag_duration 400000";

    /** The first column says whether the encoder's marks stay, or every sample is marked. */
    private static final List<String> MARKED = List.of(
            "all|" + CLOSED + FRAGMENTED,
            "own|" + REFRESHED,
            "all|" + X265 + ":open-gop=1 -tag:v hvc1 " + FRAGMENTED,
            "all|-c:v libvpx-vp9 -g 25 -deadline realtime -cpu-used 8",
            "all|-c:v libsvtav1 -g 25 -preset 12");

    /** Other combinations of the same encoders. */
    private static final List<String> MARKED_AT_FULL_SIZE = List.of(
            "all|" + REORDERED + "open-gop=1",
            "all|" + REFRESHED + FRAGMENTED,
            "all|" + REORDERED + "open-gop=0",
            "all|" + REORDERED + "open-gop=0" + FRAGMENTED,
            "all|" + REFRESHED,
            "own|" + REFRESHED + FRAGMENTED,
            "all|" + X265 + ":open-gop=1");

    static Stream<String> marked() {
        return Stream.concat(
                MARKED.stream(), Boolean.getBoolean("cliprange.full") ? MARKED_AT_FULL_SIZE.stream() : Stream.empty());
    }

    @ParameterizedTest
    @MethodSource("marked")
    void samplesMarkedSyncThatAreNot_areNotBegunAt(String recipe) throws IOException {
        String[] parts = recipe.split("\\|");
        Path file = made(parts[1]);
        if (parts[0].equals("all")) {
            SyncMarks.everySample(file);
        }

        JsonNode source = field.ready(file);

        assertThat(source.path("sliceable").asBoolean()).isTrue();
        assertThat(source.path("video").path("allIntra").asBoolean()).isFalse();
        assertExact(source, file, true);
    }

    /** No encoder is kept for it, so there is no precise form. */
    @Test
    void mpeg4MarkedSyncThroughout_isBegunAtItsIntraPicturesOnly() throws IOException {
        Path file = SyncMarks.everySample(made("-c:v mpeg4 -bf 2 -g 25 -q:v 3"));

        JsonNode source = field.ready(file);

        assertThat(source.path("video").path("allIntra").asBoolean()).isFalse();
        assertExact(source, file, false);
    }

    @Test
    void pictureCodedWithoutReference_throughout_isStillAllIntra() throws IOException {
        JsonNode source = field.ready(made("-c:v libx264 -g 1"));

        assertThat(source.path("video").path("allIntra").asBoolean()).isTrue();
        assertThat(source.path("video").path("maxKeyframeIntervalSeconds").asDouble())
                .isEqualTo(0.04);
    }

    /** FFmpeg's muxer moves times that are equal by one tick: then the samples without a picture do last. */
    @ParameterizedTest
    @ValueSource(strings = {"", FRAGMENTED})
    void samplesWithoutAPicture_thatLast_areNoFrames(String flags) throws IOException {
        Path file = folder.resolve("aux-" + NAMES.incrementAndGet() + ".mp4");
        run("-i " + FieldSources.file("aux-samples.mp4") + " -c copy" + flags, file);

        JsonNode source = field.ready(file);

        assertThat(source.path("video").path("frames").asInt()).isEqualTo(100);
        assertExact(source, file, true);
    }

    /** FFmpeg writes no such duration: the 25th fragment, of one sample, is made longer, and those after it later. */
    @Test
    void fragmentOfThreeThousandMillionTicks_isAsLongAsItSays() throws IOException {
        Path file = made("-c:v libx264 -bf 0 -g 25 -video_track_timescale 1000000000"
                + " -movflags frag_every_frame+empty_moov+default_base_moof");
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        String text = new String(bytes.array(), StandardCharsets.ISO_8859_1);
        int fragment = 0;
        for (int moof = text.indexOf("moof"); moof > 0; moof = text.indexOf("moof", moof + 4)) {
            fragment++;
            int tfhd = text.indexOf("tfhd", moof);
            int tfdt = text.indexOf("tfdt", moof);
            if (fragment == 25) {
                assertThat(bytes.getInt(tfhd + 12)).as("default duration").isEqualTo(40_000_000);
                bytes.putInt(tfhd + 12, (int) 3_040_000_000L);
            } else if (fragment > 25) {
                bytes.putLong(tfdt + 8, bytes.getLong(tfdt + 8) + 3_000_000_000L);
            }
        }
        assertThat(fragment).isGreaterThanOrEqualTo(100);
        Files.write(file, bytes.array());

        JsonNode source = field.ready(file);

        assertThat(source.path("video").path("frames").asInt()).isEqualTo(100);
        assertThat(source.path("durationSeconds").asDouble()).isCloseTo(7, within(0.001));
        assertExact(source, file, true);
        JsonNode clip = client.clip(source, Map.of("frame", 25), Map.of("frame", 50));
        assertThat(clip.path("start").asDouble()).isEqualTo(4);
    }

    @Test
    void tablesThatEndEarlyOrLate_areReadAsPlayersReadThem() throws IOException {
        Path plain = made(REORDERED + "open-gop=0");
        for (String change : List.of("stts", "ctts", "stss", "stsz")) {
            Path file = folder.resolve(change + "-" + NAMES.incrementAndGet() + ".mp4");
            byte[] bytes = Files.readAllBytes(plain);
            int at = 4 + new String(bytes, StandardCharsets.ISO_8859_1).indexOf(change);
            ByteBuffer box = ByteBuffer.wrap(bytes);
            switch (change) {
                // One sample fewer in the only entry.
                case "stts" -> box.putInt(at + 8, box.getInt(at + 8) - 1);
                // The last entry is gone; FFmpeg takes an offset of 0 then.
                case "ctts" -> box.putInt(at + 4, box.getInt(at + 4) - 1);
                // The last sync sample is one that does not exist.
                case "stss" -> box.putInt(at + 4 + 4 * box.getInt(at + 4), 1000);
                // One sample fewer than the chunks hold; FFmpeg leaves out the edit list then.
                case "stsz" -> box.putInt(at + 8, box.getInt(at + 8) - 1);
                default -> throw new IllegalStateException(change);
            }
            Files.write(file, bytes);

            JsonNode source = field.ready(file);

            assertThat(source.path("sliceable").asBoolean()).as(change).isTrue();
            int frames = change.equals("stsz") ? 99 : 100;
            assertThat(source.path("video").path("frames").asInt()).as(change).isEqualTo(frames);
            if (change.equals("stts") || change.equals("stss")) {
                assertExact(source, file, true);
            }
        }
    }

    /** Our reader gives up on a hole in the tables, FFmpeg does not. */
    @Test
    void malformedByOurReader_butNotByFfmpeg_isServedByFfmpeg() throws IOException {
        Path file = made(CLOSED);
        byte[] bytes = Files.readAllBytes(file);
        int dref = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("dinf");
        // A box inside it that is longer than it.
        ByteBuffer.wrap(bytes).putInt(dref + 4, 4000);
        Files.write(file, bytes);

        JsonNode source = field.ready(file);

        assertThat(source.path("sliceable").asBoolean()).isFalse();
        assertThat(source.path("video").path("codec").asString()).isEqualTo("h264");
    }

    @Test
    void malformedForBoth_failsWithOurReadersReason() throws IOException {
        Path file = made(CLOSED);
        byte[] bytes = Files.readAllBytes(file);
        int stsd = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("stbl");
        bytes[stsd + 8] = 'x';
        Files.write(file, bytes);

        JsonNode source = field.registered(file);

        FieldSources.assertFailed(source, "media-malformed", "has no stsd");
    }

    @Test
    void compressedHeader_isNamedAsSuch() throws IOException {
        var bytes = ByteBuffer.allocate(8 + 8 + 16 + 8 + 100);
        bytes.putInt(16).put("ftypqt  ".getBytes(StandardCharsets.ISO_8859_1)).putInt(0);
        bytes.putInt(24).put("moov".getBytes(StandardCharsets.ISO_8859_1));
        bytes.putInt(16).put("cmovnotazlib".getBytes(StandardCharsets.ISO_8859_1));
        bytes.putInt(100).put("mdat".getBytes(StandardCharsets.ISO_8859_1));
        Path file = Files.write(folder.resolve("compressed.mov"), bytes.array());

        JsonNode source = field.registered(file);

        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("detail").asString()).contains("the header is compressed (cmov)");
    }

    private Path made(String recipe) {
        Path file = folder.resolve("made-" + NAMES.incrementAndGet() + ".mp4");
        run("-f lavfi -i testsrc2=size=160x96:rate=25 -t 4 -pix_fmt yuv420p " + recipe, file);
        return file;
    }

    private static void run(String arguments, Path file) {
        var all = new ArrayList<>(List.of("-nostdin", "-y"));
        all.addAll(List.of(arguments.strip().split("\\s+")));
        all.add(file.toString());
        FfmpegRun.of(all).orThrow();
    }

    private void assertExact(JsonNode source, Path file, boolean precise) throws IOException {
        List<Frame> frames = Oracle.frames(file).orElseThrow();
        int count = source.path("video").path("frames").asInt();
        assertThat(frames).as("frames of %s", file).hasSize(count);
        assertExact(source, file, precise, frames, new int[][] {{0, 3}, {7, 9}, {12, count - 9}, {count - 1, count}});
        assertExact(source, file, precise, frames, new int[][] {{count / 2 + 3, count}});
    }

    /** Ranges that do not overlap, all at once: most of the time goes into starting FFmpeg, on one core each. */
    private void assertExact(JsonNode source, Path file, boolean precise, List<Frame> frames, int[][] ranges) {
        Stream.of(ranges).parallel().forEach(range -> {
            String what = file.getFileName() + " " + range[0] + "-" + range[1];
            JsonNode clip = client.clip(source, Map.of("frame", range[0]), Map.of("frame", range[1]));
            List<Frame> wanted = frames.subList(range[0], range[1]);
            assertCopy(what, clip, wanted);
            if (precise) {
                assertPrecise(what, clip, file, range, wanted);
            }
            client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
        });
    }

    private void assertCopy(String what, JsonNode clip, List<Frame> wanted) {
        Path copy = field.download(clip, "streamUrl", folder);
        List<Frame> shown = Oracle.frames(copy).orElseThrow();
        assertThat(FieldSources.md5s(shown)).as("copy of " + what).isEqualTo(FieldSources.md5s(wanted));
        double start = clip.path("start").asDouble();
        for (int i = 0; i < shown.size(); i++) {
            assertThat(shown.get(i).presentationUs())
                    .as("time of frame %d in the copy of %s", i, what)
                    .isCloseTo(wanted.get(i).presentationUs() - Math.round(start * 1e6), within(2L));
        }
    }

    private void assertPrecise(String what, JsonNode clip, Path file, int[] range, List<Frame> wanted) {
        String id = clip.path("id").asString();
        JsonNode prepared =
                client.post("/api/clips/" + id + "/prepare", Map.of()).expect(200);
        Path precise = field.download(clip, "preciseStreamUrl", folder);
        List<String> shown = FieldSources.md5s(
                Oracle.pictures(precise, Oracle.Edits.IGNORED).orElseThrow().frames());
        assertThat(shown).as("precise form of " + what).hasSize(wanted.size());
        int[] others = IntStream.range(0, shown.size())
                .filter(i -> !shown.get(i).equals(wanted.get(i).md5()))
                .toArray();
        if (others.length > 0) {
            List<Double> likeness = Ssim.of(precise, file, range[0], range[1]);
            assertThat(likeness).hasSize(wanted.size());
            for (int i : others) {
                assertThat(likeness.get(i))
                        .as("frame %d in the precise form of %s", i, what)
                        .isGreaterThan(WORST_LIKENESS);
            }
        }
        assertThat(others.length)
                .as("frames that are not copied of " + what)
                .isLessThanOrEqualTo(prepared.path("encodedFrames").asInt());
    }
}
