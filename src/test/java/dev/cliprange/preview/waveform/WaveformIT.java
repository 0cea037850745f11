package dev.cliprange.preview.waveform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Waveforms of real sources, compared with the samples that FFmpeg decodes. */
class WaveformIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final Path FIELD = Path.of("src/test/resources/field");
    private static final int HEADER_BYTES = 24;
    private static final Origin ORIGIN = Origin.start(Map.of());
    private static final OriginClient CLIENT = ORIGIN.client();

    @TempDir
    private static Path folder;

    static Stream<Path> sources() {
        return Stream.of(
                MediaMatrix.entry("avc-closed-gop").file(),
                MediaMatrix.entry("ts-avc").file(),
                FIELD.resolve("elst-gap.mp4"),
                FIELD.resolve("late-video.mkv"),
                FIELD.resolve("pcm.mkv"));
    }

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void levels_areThePeaksOfTheDecodedAudio(Path file) {
        JsonNode source = ORIGIN.source(file);

        JsonNode job = ended(make(source));

        assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("completed");
        JsonNode waveform = CLIENT.get(path(source) + "/waveform").expect(200);
        byte[] pcm = decoded(file, waveform.path("sampleRate").asInt());
        assertThat(pcm.length).isGreaterThan(30_000);
        List<JsonNode> levels = waveform.path("levels").valueStream().toList();
        assertThat(levels.stream().map(level -> level.path("samplesPerPeak").asInt()))
                .containsExactly(256, 1_024, 4_096, 16_384, 65_536, 262_144);
        for (JsonNode level : levels) {
            byte[] bytes = CLIENT.play(url(level), "Authorization", "Bearer " + Origin.API_KEY)
                    .body();
            int samplesPerPeak = level.path("samplesPerPeak").asInt();
            ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(Stream.generate(header::getInt).limit(6))
                    .containsExactly(
                            2,
                            1,
                            waveform.path("sampleRate").asInt(),
                            samplesPerPeak,
                            level.path("length").asInt(),
                            1);
            assertThat(bytes).hasSize(level.path("sizeBytes").asInt());
            assertThat(Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length))
                    .as("%d samples per peak", samplesPerPeak)
                    .isEqualTo(WaveformTest.expected(pcm, samplesPerPeak));
        }
    }

    /** The audio begins 0.7 s after the video, so the first peaks are silence. */
    @Test
    void lateAudio_isWhereItPlays() {
        Path original = MediaMatrix.entry("avc-closed-gop").file();
        Path late = folder.resolve("late-audio.mp4");
        FfmpegRun.of(List.of(
                        "-nostdin",
                        "-i",
                        original.toString(),
                        "-itsoffset",
                        "0.7",
                        "-i",
                        original.toString(),
                        "-map",
                        "0:v",
                        "-map",
                        "1:a",
                        "-c",
                        "copy",
                        "-y",
                        late.toString()))
                .orThrow();
        JsonNode source = ORIGIN.source(late);
        ended(make(source));
        JsonNode waveform = CLIENT.get(path(source) + "/waveform").expect(200);
        double peaksPerSecond = waveform.path("sampleRate").asInt() / 256.0;

        byte[] bytes = part(waveform.path("levels").get(0), HEADER_BYTES, HEADER_BYTES + 2 * (int) peaksPerSecond);

        // The encoder's first packet is a ramp, and its silence may have a value of 1.
        int audible = 0;
        while (Math.abs(bytes[audible]) < 2) {
            audible++;
        }
        assertThat(audible / 2 / peaksPerSecond).isBetween(0.65, 0.75);
    }

    @Test
    void level_isReadByRange_andOnlyWithAKey() {
        JsonNode source = ORIGIN.source(MediaMatrix.entry("avc-2997").file());
        assertThat(CLIENT.get(path(source) + "/waveform").expect(200).path("levels"))
                .isEmpty();
        assertThat(CLIENT.get(path(source) + "/waveform/256.dat").status()).isEqualTo(404);
        ended(make(source));
        JsonNode level = CLIENT.get(path(source) + "/waveform")
                .expect(200)
                .path("levels")
                .get(0);
        byte[] whole = part(level, 0, level.path("sizeBytes").asInt());

        var response = CLIENT.play(url(level), "Authorization", "Bearer " + Origin.API_KEY, "Range", "bytes=10-99");

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(whole, 10, 100));
        assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-cache", "private");
        String tag = response.headers().firstValue("ETag").orElseThrow();
        assertThat(CLIENT.play(url(level), "Authorization", "Bearer " + Origin.API_KEY, "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(CLIENT.play(url(level)).statusCode()).isEqualTo(401);
        assertThat(CLIENT.get(path(source) + "/waveform/257.dat").status()).isEqualTo(404);
        // Again: nothing is made twice.
        List<String> keys = work(source);
        assertThat(ended(make(source)).path("state").asString()).isEqualTo("completed");
        assertThat(work(source)).isEqualTo(keys);
    }

    @Test
    void sourceWithoutAudio_failsWithItsReason() {
        JsonNode source = ORIGIN.source(MediaMatrix.entry("avc-silent").file());

        JsonNode job = ended(make(source));

        assertThat(job.path("state").asString()).isEqualTo("failed");
        assertThat(job.path("attempt").asInt()).isOne();
        assertThat(job.path("problem").path("code").asString()).isEqualTo("media-unsupported");
        assertThat(job.path("problem").path("text").asString()).contains("no audio");
        assertThat(work(source)).noneMatch(key -> key.contains("/waveform/"));
    }

    /** A waveform, pictures, a precise form, jobs that have ended and one that waits. */
    @Test
    void deletedSource_leavesNothing() throws SQLException {
        JsonNode source = ORIGIN.source(MediaMatrix.entry("avc-long-gop").file());
        ended(make(source));
        assertThat(CLIENT.get(path(source) + "/poster.jpg?at=1").status()).isEqualTo(200);
        assertThat(CLIENT.get(path(source) + "/storyboard/sheet.jpg").status()).isEqualTo(200);
        JsonNode clip = CLIENT.clip(source, 1.5, 4.5);
        assertThat(CLIENT.play(clip.path("preciseStreamUrl").asString()).statusCode())
                .isEqualTo(200);
        assertThat(work(source)).hasSizeGreaterThan(8);

        CLIENT.delete(path(source)).expect(204);

        await().atMost(LONGEST).until(() -> work(source).isEmpty());
        String id = source.path("id").asString();
        for (String table : List.of("job", "waveform", "clip", "clip_boundary", "source_index")) {
            assertThat(number("SELECT count(*) FROM " + table + " WHERE source_id = '" + id + "'"))
                    .as(table)
                    .isZero();
        }
    }

    private static byte[] decoded(Path file, int sampleRate) {
        return FfmpegRun.of(List.of(
                        "-nostdin",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:a:0",
                        "-ac",
                        "1",
                        "-ar",
                        Integer.toString(sampleRate),
                        "-c:a",
                        "pcm_s16le",
                        "-f",
                        "s16le",
                        "pipe:1"))
                .orThrow()
                .stdout();
    }

    private static byte[] part(JsonNode level, int from, int to) {
        return CLIENT.play(
                        url(level),
                        "Authorization",
                        "Bearer " + Origin.API_KEY,
                        "Range",
                        "bytes=" + from + "-" + (to - 1))
                .body();
    }

    private static String url(JsonNode level) {
        return ORIGIN.base().resolve(level.path("url").asString()).toString();
    }

    private static JsonNode make(JsonNode source) {
        return CLIENT.post(path(source) + "/waveform", Map.of()).expect(202);
    }

    private static JsonNode ended(JsonNode job) {
        String path = "/api/jobs/" + job.path("id").asString();
        await().atMost(LONGEST)
                .until(() ->
                        CLIENT.get(path).expect(200).path("state").asString().matches("completed|failed"));
        return CLIENT.get(path).expect(200);
    }

    private static String path(JsonNode source) {
        return "/api/sources/" + source.path("id").asString();
    }

    private static List<String> work(JsonNode source) {
        return Origin.storage()
                .client()
                .listObjectsV2(list -> list.bucket(Origin.storage().bucket())
                        .prefix(".cliprange/sources/" + source.path("id").asString() + "/"))
                .join()
                .contents()
                .stream()
                .map(object -> object.key())
                .toList();
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
