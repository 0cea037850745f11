package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Pcm;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audio of a clip alone: exact to the sample, and with the names of downloads. */
@ExtendWith(NettyLeaks.class)
class ClipAudioIT {

    /** FFmpeg may play up to one packet after the end of an edit list. */
    private static final int PACKET_SAMPLES = 1_024;

    private static final OriginClient CLIENT = Origin.shared().client();

    @TempDir
    Path folder;

    @AfterEach
    void deleteSources() {
        CLIENT.deleteSources();
    }

    @ParameterizedTest
    @CsvSource({"avc-closed-gop, 0.0001", "avc-44100-mono, 0.0001", "avc-pcm-s16le, 0"})
    void audio_ofAClip_hasTheSamplesOfItsRange(String name, float tolerance) throws IOException {
        Path source = MediaMatrix.entry(name).file();
        JsonNode clip = CLIENT.clip(Origin.shared().source(source), 1.234, 4.321);

        HttpResponse<byte[]> audio = CLIENT.play(audioUrl(clip, "streamUrl"));

        assertThat(audio.statusCode()).isEqualTo(200);
        assertThat(audio.headers().firstValue("content-type").orElse("")).startsWith("audio/mp4; codecs=\"");
        Path file = Files.write(folder.resolve("audio.m4a"), audio.body());
        assertThat(Mp4Facts.of(file).tracks()).hasSize(1);
        Pcm whole = Oracle.pcm(source, 0).orElseThrow();
        Pcm cut = Oracle.pcm(file, 0).orElseThrow();
        long from = whole.sampleAtUs(Math.round(clip.path("start").asDouble() * 1e6));
        long to = whole.sampleAtUs(Math.round(clip.path("end").asDouble() * 1e6));
        assertThat(cut.startSample()).isZero();
        assertThat(cut.endSample()).isBetween(to - from, to - from + PACKET_SAMPLES);
        assertThat(Pcm.peakDifference(whole.window(from, to), cut.window(0, to - from)))
                .isLessThanOrEqualTo(tolerance);
        assertThat(CLIENT.play(audioUrl(clip, "preciseStreamUrl")).body()).isEqualTo(audio.body());
    }

    @Test
    void audio_hasItsOwnTagRangesAndName() {
        JsonNode clip = CLIENT.clip(
                Origin.shared().source(MediaMatrix.entry("avc-closed-gop").file()), 1, 3);
        String url = audioUrl(clip, "streamUrl");
        HttpResponse<byte[]> whole = CLIENT.play(url);

        assertThat(header(whole, "etag"))
                .startsWith("\"")
                .isNotEqualTo(header(CLIENT.play(clip.path("streamUrl").asString()), "etag"));
        assertThat(header(whole, "cache-control")).contains("immutable");
        assertThat(CLIENT.play(url, "Range", "bytes=10-19").body()).hasSize(10);
        assertThat(header(CLIENT.play(url + "?download=%E9%9F%B3"), "content-disposition"))
                .isEqualTo("attachment; filename=\"\u00e9\u009f\u00b3.m4a\"; filename*=UTF-8''%E9%9F%B3.m4a");
        CLIENT.patch("/api/clips/" + clip.path("id").asString(), Map.of("end", 2))
                .expect(200);
        HttpResponse<byte[]> gone = CLIENT.play(url);
        assertThat(gone.statusCode()).isEqualTo(410);
        String current =
                JsonMapper.shared().readTree(gone.body()).path("currentUrl").asString();
        assertThat(current).contains("/audio/");
        assertThat(CLIENT.play(current).statusCode()).isEqualTo(200);
    }

    @Test
    void audio_ofASilentClip_isRejected() {
        JsonNode clip = CLIENT.clip(
                Origin.shared().source(MediaMatrix.entry("avc-silent").file()), 1, 3);

        HttpResponse<byte[]> response = CLIENT.play(audioUrl(clip, "streamUrl"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(JsonMapper.shared().readTree(response.body()).path("code").asString())
                .isEqualTo("range-empty");
    }

    private static String audioUrl(JsonNode clip, String form) {
        return clip.path(form).asString().replace("/stream/", "/audio/");
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
