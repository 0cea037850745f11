package dev.cliprange.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.read.SourceReadMeter;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.Jpeg;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Rgb;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Posters, the whole way: from an object in storage to a picture. */
class PosterIT {

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @Test
    void poster_isARepresentationLikeAStream() {
        String url =
                poster(client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 2));

        HttpResponse<byte[]> whole = client.play(url);
        int length = whole.body().length;
        String tag = whole.headers().firstValue("etag").orElseThrow();
        HttpResponse<byte[]> part = client.play(url, "Range", "bytes=10-19");

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("content-type")).hasValue("image/jpeg");
        assertThat(whole.headers().firstValue("content-length")).hasValue(String.valueOf(length));
        assertThat(whole.headers().firstValue("cache-control").orElse("")).contains("immutable");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 10, 20));
        assertThat(client.play(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(client.play(url, "If-Match", "\"other\"").statusCode()).isEqualTo(412);
        var head = client.send(
                HttpRequest.newBuilder(java.net.URI.create(url)).HEAD().build());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo(String.valueOf(length));
        assertThat(head.header("etag")).isEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({
        "'?at=0.5', 422, range-outside-source",
        "'?at=2.1', 422, range-outside-source",
        "'?at=99999', 422, range-outside-source",
        "'?width=641', 422, width-refused",
        "'?width=14', 422, width-refused",
        "'?width=1922', 422, width-refused",
        "'?at=1.50', 400, request-invalid",
        "'?at=1&at=1', 400, request-invalid",
        "'?size=3', 400, request-invalid"
    })
    void poster_ofAnInvalidQuery_isAProblemThatIsNotKept(String query, int status, String code) {
        String url =
                poster(client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 2));

        HttpResponse<byte[]> response = client.play(url + query);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("\"" + code + "\"");
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    }

    @Test
    void poster_ofAClipThatChanged_isGoneAndNamesTheNewOne() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 2);
        JsonNode moved = client.patch("/api/clips/" + clip.path("id").asString(), Map.of("end", 3))
                .expect(200);

        HttpResponse<byte[]> response = client.play(poster(clip));

        assertThat(response.statusCode()).isEqualTo(410);
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .contains("\"version-gone\"", "\"currentUrl\":\"" + poster(moved) + "\"");
    }

    /** Both have no frames that an index finds. */
    @Test
    void poster_ofASourceWithoutIndexOrVideo_isNull() {
        for (String entry : List.of("mkv-avc", "audio-aac")) {
            JsonNode clip = client.clip(origin.source(MediaMatrix.entry(entry).file()), 1, 2);

            assertThat(clip.has("posterUrl")).as(entry).isTrue();
            assertThat(clip.path("posterUrl").isNull()).as(entry).isTrue();
            HttpResponse<byte[]> response =
                    client.play(clip.path("streamUrl").asString().replace("/stream/", "/poster/") + ".jpg");
            assertThat(response.statusCode()).as(entry).isEqualTo(422);
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("\"media-unsupported\"");
        }
    }

    @Test
    void poster_requestedManyTimesAtOnce_isMadeOnceAndKept() {
        JsonNode clip =
                client.clip(origin.source(MediaMatrix.entry("avc-b-pyramid").file()), 1, 2);
        double before = made();

        List<CompletableFuture<HttpResponse<byte[]>>> requests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            requests.add(client.playAsync(poster(clip) + "?at=1.4"));
        }
        List<HttpResponse<byte[]>> responses =
                requests.stream().map(CompletableFuture::join).toList();
        byte[] again = client.play(poster(clip) + "?at=1.4&width=320").body();

        assertThat(responses)
                .allSatisfy(response -> assertThat(response.statusCode()).isEqualTo(200));
        assertThat(responses.stream()
                        .map(response -> response.headers().firstValue("etag").orElseThrow()))
                .allMatch(responses.getFirst().headers().firstValue("etag").orElseThrow()::equals);
        // The source is 160 pixels wide, so it is the same picture.
        assertThat(again).isEqualTo(responses.getFirst().body());
        assertThat(made() - before).isEqualTo(1);
    }

    /** A page with many pictures must not lose any of them: a browser shows a refused picture as broken. */
    @Test
    void posters_ofAWholePage_areAllMade() {
        JsonNode clip = client.clip(origin.source(MediaMatrix.entry("avc-2997").file()), 1, 4);

        List<CompletableFuture<HttpResponse<byte[]>>> requests = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            requests.add(client.playAsync(poster(clip) + "?at=1." + (101 + i * 2)));
        }

        assertThat(requests.stream().map(request -> request.join().statusCode()))
                .containsOnly(200);
    }

    @Test
    void poster_inModeKeyframe_readsOneSample() {
        JsonNode source = origin.source(HeavySource.beginning());
        // A keyframe each 12 frames: the clip begins and ends between two of them, and has one at 1.44 s.
        JsonNode clip = client.clip(source, 1.2, 1.9);
        HttpResponse<byte[]> first = client.play(poster(clip));
        assertThat(first.statusCode())
                .as(new String(first.body(), 0, 200, StandardCharsets.ISO_8859_1))
                .isEqualTo(200);
        String exact = poster(clip) + "?at=1.8";

        long before = readBytes();
        HttpResponse<byte[]> whole = client.play(exact);
        long exactBytes = readBytes() - before;
        HttpResponse<byte[]> keyframe = client.play(exact + "&mode=keyframe");
        long keyframeBytes = readBytes() - before - exactBytes;

        assertThat(whole.statusCode())
                .as(new String(whole.body(), 0, 200, StandardCharsets.ISO_8859_1))
                .isEqualTo(200);
        assertThat(keyframe.statusCode()).isEqualTo(200);
        // Each frame of this noise takes about 300 kB, and there are eight of them up to the exact one.
        assertThat(exactBytes).isGreaterThan(2_000_000);
        assertThat(keyframeBytes).isLessThan(700_000);
        assertThat(client.play(poster(clip) + "?at=1.44").body()).isEqualTo(keyframe.body());
        // Before the clip's only keyframe, it is the next one and never the one before the clip.
        assertThat(client.play(poster(clip) + "?at=1.24&mode=keyframe").body()).isEqualTo(keyframe.body());
    }

    @Test
    void poster_inASmallWidth_isScaledAndUpright() {
        JsonNode clip =
                client.clip(origin.source(MediaMatrix.entry("avc-portrait").file()), 1, 2);

        HttpResponse<byte[]> response = client.play(poster(clip) + "?width=60");

        assertThat(Jpeg.of(response.body())).isEqualTo(new Jpeg(60, 80));
        assertThat(Rgb.ofJpeg(response.body()).height()).isEqualTo(80);
    }

    private double made() {
        return origin.bean(MeterRegistry.class)
                .get(PreviewMeter.PICTURES.meterName())
                .tag("outcome", "made")
                .timer()
                .count();
    }

    private long readBytes() {
        return (long) origin.bean(MeterRegistry.class).find(SourceReadMeter.BYTES.meterName()).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static String poster(JsonNode clip) {
        return clip.path("posterUrl").asString();
    }
}
