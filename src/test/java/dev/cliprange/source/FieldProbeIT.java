package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.FieldSources;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Pcm;
import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.timeline.Timescale;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

/**
 * Files from the field that FFmpeg plays, and files of the same kinds made here: each is played as its own decoder shows
 * it, or refused when it is registered.
 */
class FieldProbeIT {

    private static final long MILLISECOND_US = 1_000;
    private static final Pattern TIME_BASE = Pattern.compile("#tb 0: (\\d+)/(\\d+)");

    @RegisterExtension
    private final FieldSources field = new FieldSources();

    private final OriginClient client = field.client();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "jitter.mkv, 0, 3.96",
        "jitter.mkv, 1.2, 2.9",
        "jitter.mkv, 3.1, 3.96",
        "flac.mkv, 0, 4",
        "flac.mkv, 1.32, 2.5",
        "late-video.mkv, 3.5, 5",
        "late-video.mkv, 1, 5",
        "late-video.mkv, 0, 8",
        "vfr.mkv, 0, 12",
        "vfr.mkv, 4.3, 7.7",
        "vfr.mkv, 0.05, 0.5",
        "vfr.mkv, 2.1, 3.3"
    })
    void stream_ofAFieldFile_showsTheFramesOfTheRange(String name, double start, double end) {
        assertPlaysItsFrames(FieldSources.file(name), start, end);
    }

    @Test
    void clip_byFrameOfAVariableRate_beginsWhereThatFrameDoes() {
        JsonNode source = field.ready(FieldSources.file("vfr.mkv"));

        JsonNode clip = client.clip(source, Map.of("frame", 40), Map.of("frame", 47));

        List<Frame> frames = Oracle.frames(FieldSources.file("vfr.mkv")).orElseThrow();
        assertThat(clip.path("start").asDouble()).isEqualTo(4.395);
        assertThat(us(clip, "start")).isEqualTo(frames.get(40).presentationUs());
        assertThat(us(clip, "end")).isEqualTo(frames.get(47).presentationUs());
        assertThat(clip.path("startFrame").asLong()).isEqualTo(40);
        assertThat(clip.path("endFrame").asLong()).isEqualTo(47);
        assertThat(source.path("video").path("frames").asInt()).isEqualTo(frames.size());
    }

    @Test
    void clip_pointsOfAVariableRate_snapToFramesThatExist() {
        Path file = FieldSources.file("vfr.mkv");
        JsonNode source = field.ready(file);
        List<Long> times = Oracle.frames(file).orElseThrow().stream()
                .map(Frame::presentationUs)
                .toList();

        for (double at = 0.5; at < 10; at += 0.73) {
            JsonNode clip = client.clip(source, at, at + 0.4);
            client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
            for (String end : List.of("start", "end")) {
                long asked = Math.round((end.equals("start") ? at : at + 0.4) * 1e6);
                long nearest = times.stream()
                        .min((one, other) -> Long.compare(Math.abs(one - asked), Math.abs(other - asked)))
                        .orElseThrow();
                assertThat(us(clip, end)).isEqualTo(Math.abs(nearest - asked) <= 100_000 ? nearest : asked);
            }
        }
    }

    @Test
    void register_videoThatStartsLate_hasTheDurationOfTheWhole() {
        JsonNode source = field.ready(FieldSources.file("late-video.mkv"));

        assertThat(source.path("durationSeconds").asDouble()).isCloseTo(8.021, within(0.001));
        JsonNode first = client.clip(source, Map.of("frame", 0), Map.of("frame", 10));
        assertThat(first.path("start").asDouble()).isEqualTo(3.021);
    }

    @Test
    void stream_audioBeforeTheVideo_isAClip() {
        JsonNode source = field.ready(FieldSources.file("late-video.mkv"));

        Path clip = play(client.clip(source, 0.5, 2));

        Pcm pcm = Oracle.pcm(clip, 0).orElseThrow();
        assertThat(pcm.startSample() * 1.0 / pcm.sampleRate()).isLessThan(0.05);
    }

    /** Audio priming makes the first frame late by some milliseconds, and reordering its decode time early. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.002})
    void stream_startJustBeforeTheFirstFrame_hasItsFrames(double start) {
        assertPlaysItsFrames(made("primed.mkv", "-c:v libx264 -g 50 -bf 2 -c:a libopus"), start, 0.8);
    }

    @Test
    void register_trackThatCannotBeRead_isListedAndLeftOut() {
        JsonNode source = field.ready(FieldSources.file("apac.mov"));

        assertThat(source.path("sliceable").asBoolean()).isTrue();
        assertThat(source.path("audio")).hasSize(1);
        assertThat(source.path("audio").get(0).path("codec").asString()).isEqualTo("aac");
        JsonNode ignored = source.path("ignoredTracks").get(0);
        assertThat(source.path("ignoredTracks")).hasSize(1);
        assertThat(ignored.path("index").asInt()).isEqualTo(2);
        assertThat(ignored.path("kind").asString()).isEqualTo("audio");
        assertThat(ignored.path("codec").asString()).isEqualTo("apac");
        assertThat(ignored.path("reason").asString()).isNotEmpty();
        assertPlaysItsFrames(FieldSources.file("apac.mov"), 1, 3);
    }

    @Test
    void register_pcmInMatroska_isAClipOrNamesTheStream() {
        JsonNode source = field.registered(FieldSources.file("pcm.mkv"));

        if (source.path("state").asString().equals("ready")) {
            assertPlaysItsFrames(FieldSources.file("pcm.mkv"), 0.4, 1.6);
        } else {
            assertRefused(source, "Stream 1", "pcm_s16le");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prores.mov | -c:v prores_ks -c:a aac | Stream 0 | prores",
                "vp8.webm | -c:v libvpx -deadline realtime -c:a libopus | Stream 0 | vp8",
                "pcm.wav | -vn -c:a pcm_s16le | Stream 0 | pcm_s16le",
                "wma.asf | -c:v msmpeg4v3 -c:a wmav2 | Stream 0 | msmpeg4v3",
            })
    void register_codecThatNoClipCanHave_namesStreamAndCodec(String name, String codecs, String stream, String codec) {
        assertRefused(field.registered(made(name, codecs)), stream, codec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h264.flv | -c:v libx264 -g 40 -bf 3 -c:a aac",
                "h264.ts | -c:v libx264 -g 40 -bf 2 -c:a aac",
                "h264.mkv | -r 30000/1001 -c:v libx264 -g 40 -bf 3 -c:a aac",
                "vp9.webm | -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -auto-alt-ref 1 -lag-in-frames 16 -g 40 -c:a libopus",
                "opus.mkv | -c:v libx264 -g 40 -c:a libopus",
            })
    void stream_ofTheSameKind_showsTheFramesOfTheRange(String name, String codecs) {
        Path file = made(name, codecs);

        assertPlaysItsFrames(file, 0, 2);
        assertPlaysItsFrames(file, 0.1, 0.9);
        assertPlaysItsFrames(file, 2.44, 4.6);
    }

    @Test
    void register_oneOddTrack_neverDecidesForTheFile() throws IOException {
        Path cover = folder.resolve("cover.png");
        FfmpegRun.of(List.of("-f", "lavfi", "-i", "color=red:s=32x32", "-frames:v", "1", "-y", cover.toString()))
                .orThrow();
        Path words = Files.writeString(folder.resolve("words.srt"), "1\n00:00:00,000 --> 00:00:02,000\nwords\n");
        Path file = folder.resolve("odd-tracks.mkv");
        FfmpegRun.of(arguments(
                        "-i",
                        made("plain.mkv", "-c:v libx264 -g 40 -c:a aac").toString(),
                        "-i",
                        words.toString(),
                        "-map",
                        "0:v",
                        "-map",
                        "0:a",
                        "-map",
                        "0:a",
                        "-map",
                        "0:a",
                        "-map",
                        "1",
                        "-c:v",
                        "copy",
                        "-c:a:0",
                        "pcm_s16le",
                        "-c:a:1",
                        "aac",
                        "-c:a:2",
                        "adpcm_ms",
                        "-c:s",
                        "srt",
                        "-attach",
                        cover.toString(),
                        "-metadata:s:t",
                        "mimetype=image/png",
                        "-y",
                        file.toString()))
                .orThrow();

        JsonNode source = field.registered(file);

        assertThat(source.path("state").asString())
                .as("%s", source.path("problem"))
                .isEqualTo("ready");
        assertThat(source.path("audio").valueStream().map(it -> it.path("codec").asString()))
                .contains("aac");
        assertThat(source.path("ignoredTracks")
                        .valueStream()
                        .map(it -> it.path("codec").asString()))
                .contains("adpcm_ms", "subrip", "png");
        assertThat(source.path("ignoredTracks")
                        .valueStream()
                        .map(it -> it.path("reason").asString()))
                .allSatisfy(reason -> assertThat(reason).endsWith("."));
        assertPlaysItsFrames(file, 1.2, 3.4);
    }

    @Test
    void register_firstVideoCannotBePlayed_takesTheOther() {
        Path file = folder.resolve("two-videos.mkv");
        FfmpegRun.of(arguments(
                        "-i",
                        made("first.webm", "-c:v libvpx -deadline realtime -an").toString(),
                        "-i",
                        made("plain.mkv", "-c:v libx264 -g 40 -c:a aac").toString(),
                        "-map",
                        "0:v",
                        "-map",
                        "1",
                        "-c",
                        "copy",
                        "-y",
                        file.toString()))
                .orThrow();

        JsonNode source = field.registered(file);

        assertThat(source.path("state").asString())
                .as("%s", source.path("problem"))
                .isEqualTo("ready");
        assertThat(source.path("video").path("codec").asString()).isEqualTo("h264");
        assertThat(source.path("ignoredTracks").get(0).path("codec").asString()).isEqualTo("vp8");
        Path clip = play(client.clip(source, 1, 2));
        assertThat(Oracle.frames(clip).orElseThrow()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "back"})
    void register_timesThatJump_isRefusedWithTheReason(String way) throws IOException {
        Path first = made("first.ts", "-c:v libx264 -g 40 -bf 2 -c:a aac");
        Path second = folder.resolve("second.ts");
        FfmpegRun.of(List.of(
                        "-i",
                        first.toString(),
                        "-c",
                        "copy",
                        "-output_ts_offset",
                        way.equals("back") ? "0" : "3600",
                        "-y",
                        second.toString()))
                .orThrow();
        Path joined = folder.resolve("jumps-" + way + ".ts");
        Files.write(joined, Files.readAllBytes(first));
        Files.write(joined, Files.readAllBytes(second), StandardOpenOption.APPEND);

        assertRefused(field.registered(joined), "time stamps", way.equals("back") ? "go back" : "jump at");
    }

    @Test
    void stream_acrossTheWrapOfTheClock_showsTheFramesOfTheRange() {
        Path file = folder.resolve("wrap.ts");
        FfmpegRun.of(List.of(
                        "-i",
                        made("first.ts", "-c:v libx264 -g 40 -bf 2 -c:a aac").toString(),
                        "-c",
                        "copy",
                        "-output_ts_offset",
                        "95441.7",
                        "-y",
                        file.toString()))
                .orThrow();

        assertPlaysItsFrames(file, 0.6, 4.2);
        assertPlaysItsFrames(file, 3, 4.2);
    }

    @Test
    void clip_ofASourceReadBeforeFramesWereListed_snapsToItsRate() {
        Path file = made("earlier.mkv", "-c:v libx264 -g 40 -c:a aac");
        JsonNode source = field.registered(file);
        field.origin()
                .bean(DatabaseClient.class)
                .sql("DELETE FROM source_frames WHERE source_id = :id")
                .bind("id", UUID.fromString(source.path("id").asString()))
                .then()
                .block();

        JsonNode clip = client.clip(source, 1.01, Map.of("frame", 50));

        assertThat(clip.path("start").asDouble()).isEqualTo(1);
        assertThat(clip.path("startFrame").asInt()).isEqualTo(25);
        assertThat(clip.path("end").asDouble()).isEqualTo(2);
    }

    private void assertPlaysItsFrames(Path file, double start, double end) {
        JsonNode source = field.ready(file);
        JsonNode clip = client.clip(
                source, start, Math.min(end, source.path("durationSeconds").asDouble()));
        long startUs = us(clip, "start");
        long endUs = us(clip, "end");
        assertThat(startUs).isCloseTo(Math.round(start * 1e6), within(100_000L));

        Path played = play(clip);
        client.delete("/api/clips/" + clip.path("id").asString()).expect(204);

        List<Frame> wanted = framesOf(file).stream()
                .filter(frame -> frame.presentationUs() >= startUs && frame.presentationUs() < endUs)
                .toList();
        if (source.path("container").asString().startsWith("mpeg")) {
            // These have no index: the stream starts with the keyframe before the start, and counts its time from
            // there.
            assertThat(framesOf(played).stream().map(Frame::md5))
                    .containsSequence(wanted.stream().map(Frame::md5).toList());
            return;
        }
        List<Frame> shown = framesOf(played, "-copyts").stream()
                .filter(frame -> frame.presentationUs() >= -MILLISECOND_US)
                .filter(frame -> frame.presentationUs() < endUs - startUs - MILLISECOND_US)
                .toList();
        assertThat(shown.stream().map(Frame::md5))
                .containsExactlyElementsOf(wanted.stream().map(Frame::md5).toList());
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(shown.get(i).presentationUs())
                    .isCloseTo(wanted.get(i).presentationUs() - startUs, within(2 * MILLISECOND_US));
        }
    }

    /**
     * The frames of a source, by the times that FFmpeg gives them if audio is read too: of transport streams, it counts
     * from the first moment of the streams that are read. What a clip's edit list hides has times below 0.
     */
    private static List<Frame> framesOf(Path file, String... reading) {
        List<String> arguments = arguments(reading);
        arguments.addAll(List.of("-i", file.toString(), "-map", "0:V:0", "-map", "0:a?", "-c:a", "copy"));
        arguments.addAll(TestFfmpeg.version().everyFrameAtItsOwnTime());
        arguments.addAll(List.of("-f", "framemd5", "pipe:1"));
        String listing = FfmpegRun.of(arguments).orThrow().stdoutText();
        Matcher timeBase = TIME_BASE.matcher(listing);
        assertThat(timeBase.find()).isTrue();
        long factor = Long.parseLong(timeBase.group(1));
        var timescale = new Timescale(Long.parseLong(timeBase.group(2)));
        return listing.lines()
                .filter(line -> line.startsWith("0,"))
                .map(line -> line.split("\\s*,\\s*"))
                .map(field -> new Frame(Long.parseLong(field[2]) * factor, timescale, field[5]))
                .toList();
    }

    private Path play(JsonNode clip) {
        HttpResponse<Path> response = client.download(
                clip.path("streamUrl").asString(),
                folder.resolve(clip.path("id").asString() + ".mp4"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Mp4Facts.isIsoMedia(response.body())).isTrue();
        return response.body();
    }

    private static void assertRefused(JsonNode source, String... words) {
        FieldSources.assertFailed(source, "media-unsupported", words);
    }

    private static long us(JsonNode clip, String field) {
        return clip.path(field).decimalValue().movePointRight(6).longValueExact();
    }

    /** Five seconds of a moving picture and a tone. */
    private Path made(String name, String codecs) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        List<String> arguments = arguments(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=96x64:rate=25,format=yuv420p",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000",
                "-t",
                "5");
        arguments.addAll(List.of(codecs.strip().split(" ")));
        arguments.addAll(List.of("-y", file.toString()));
        FfmpegRun.of(arguments).orThrow();
        return file;
    }

    private static List<String> arguments(String... arguments) {
        return new ArrayList<>(List.of(arguments));
    }
}
