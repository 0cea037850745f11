package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.FieldSources;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Box;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The type, the codecs and the name of a clip: in its JSON, and in every response of its streams. */
class ClipNamesIT {

    private static final OriginClient CLIENT = Origin.shared().client();

    @RegisterExtension
    final FieldSources sources = new FieldSources();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"avc-2997, video/mp4", "mkv-avc, video/mp4", "audio-aac, audio/mp4"})
    void stream_underEveryStatus_hasOneTypeAndOneName(String entry, String type) {
        JsonNode clip = clip(MediaMatrix.entry(entry).file(), Map.of("start", 1, "end", 2, "title", "Gr\u00fc\u00dfe"));
        String codecs = clip.path("codecs").asString();

        assertThat(codecs).matches("([a-zA-Z0-9.]+)(,[a-zA-Z0-9.]+)?");
        for (String form : List.of("streamUrl", "preciseStreamUrl")) {
            if (clip.hasNonNull(form)) {
                List<HttpResponse<byte[]>> responses =
                        everyStatus(clip.path(form).asString());
                assertThat(responses).extracting(HttpResponse::statusCode).contains(200, 206, 304);
                assertThat(responses).allSatisfy(response -> {
                    assertThat(header(response, "content-type")).isEqualTo(type + "; codecs=\"" + codecs + "\"");
                    assertThat(header(response, "content-disposition"))
                            .isEqualTo("inline; filename=\"" + octets("Gr\u00fc\u00dfe") + "."
                                    + (type.startsWith("audio") ? "m4a" : "mp4")
                                    + "\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe."
                                    + (type.startsWith("audio") ? "m4a" : "mp4"));
                });
                assertThat(head(clip.path(form).asString()))
                        .containsEntry("content-type", type + "; codecs=\"" + codecs + "\"")
                        .containsEntry("content-disposition", header(responses.getFirst(), "content-disposition"));
            }
        }
    }

    /** The whole clip twice, because the first response of FFmpeg's clips has no length; then a part, and a condition. */
    private static List<HttpResponse<byte[]>> everyStatus(String url) {
        List<HttpResponse<byte[]>> responses = new ArrayList<>();
        responses.add(CLIENT.play(url));
        responses.add(CLIENT.play(url));
        responses.add(CLIENT.play(url, "Range", "bytes=0-9"));
        responses.add(CLIENT.play(url, "If-None-Match", header(responses.getLast(), "etag")));
        return responses;
    }

    private static Map<String, String> head(String url) {
        return CLIENT.send(CLIENT.request(URI.create(url).getRawPath())
                        .method("HEAD", BodyPublishers.noBody())
                        .build())
                .headers();
    }

    @Test
    void name_ofAClipWithoutATitle_isThatOfItsSourceWithTheTime() {
        String key = "names/harbour.mp4";
        Origin.storage().put(key, MediaMatrix.entry("avc-2997").file());
        String uri = "s3://" + Origin.storage().bucket() + "/" + key;
        CLIENT.post("/api/sources", Map.of("uri", uri, "title", "Harbour")).expect(201);
        JsonNode source = CLIENT.readySource(uri);
        JsonNode clip = CLIENT.clip(source, 1, 2);
        String url = clip.path("streamUrl").asString();

        assertThat(header(CLIENT.play(url), "content-disposition"))
                .startsWith("inline; filename=\"Harbour 00.00.01.001.mp4\"; ");
        CLIENT.patch("/api/clips/" + clip.path("id").asString(), Map.of("title", "Gulls"))
                .expect(200);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(header(CLIENT.play(url), "content-disposition"))
                        .startsWith("inline; filename=\"Gulls.mp4\"; "));
        CLIENT.delete("/api/sources/" + source.path("id").asString()).expect(204);
    }

    @Test
    void download_namesAnAttachment_withTheSameBytesAndTag() {
        JsonNode clip = clip(MediaMatrix.entry("avc-2997").file(), Map.of("start", 1, "end", 2));
        String url = clip.path("streamUrl").asString();
        String id = clip.path("id").asString();

        HttpResponse<byte[]> inline = CLIENT.play(url);
        HttpResponse<byte[]> attachment = CLIENT.play(url + "?download=cut%201%0d%0aX-Y:%20z");

        assertThat(header(inline, "content-disposition"))
                .isEqualTo("inline; filename=\"" + id + ".mp4\"; filename*=UTF-8''" + id + ".mp4");
        assertThat(header(attachment, "content-disposition"))
                .isEqualTo("attachment; filename=\"cut 1__X-Y_ z.mp4\"; filename*=UTF-8''cut%201__X-Y_%20z.mp4");
        assertThat(attachment.headers().firstValue("x-y")).isEmpty();
        assertThat(header(attachment, "etag")).isEqualTo(header(inline, "etag"));
        assertThat(attachment.body()).isEqualTo(inline.body());
    }

    @Test
    void title_changed_changesTheName_andNeitherVersionNorTag() {
        JsonNode clip = clip(MediaMatrix.entry("avc-2997").file(), Map.of("start", 1, "end", 2, "title", "One"));
        String url = clip.path("streamUrl").asString();
        String tag = header(CLIENT.play(url), "etag");

        JsonNode renamed = CLIENT.patch("/api/clips/" + clip.path("id").asString(), Map.of("title", "Two"))
                .expect(200);

        assertThat(renamed.path("streamUrl").asString()).isEqualTo(url);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> header(CLIENT.play(url), "content-disposition").contains("Two.mp4"));
        assertThat(header(CLIENT.play(url), "etag")).isEqualTo(tag);
    }

    /** The part of this file after the pictures has audio alone. */
    @Test
    void clip_withoutAPictureInItsRange_isAudio() {
        JsonNode clip = clip(FieldSources.file("late-video.mkv"), Map.of("start", 3.5, "end", 5));
        assertThat(clip.path("codecs").asString()).startsWith("avc1.").contains(",mp4a.40.2");

        JsonNode still = clip(FieldSources.file("still-picture.mp4"), Map.of("start", 5, "end", 10));
        HttpResponse<byte[]> stream = CLIENT.play(still.path("streamUrl").asString());
        assertThat(header(stream, "content-type"))
                .endsWith("; codecs=\"" + still.path("codecs").asString() + "\"");
    }

    /** Two readers that are not ours: mp4box.js names the codecs of the file, and a browser says what it plays. */
    @ParameterizedTest
    @CsvSource({"avc-2997", "hevc-hvc1", "mkv-avc", "ts-avc", "webm-vp9", "audio-aac", "audio-opus", "audio-flac"})
    void codecs_areThoseOfAnIndependentReader(String entry) throws Exception {
        JsonNode clip = clip(MediaMatrix.entry(entry).file(), Map.of("start", 1, "end", 2));
        Path file = CLIENT.download(clip.path("streamUrl").asString(), folder.resolve("clip.mp4"))
                .body();

        assertThat(String.join(
                        ",", new LinkedHashSet<>(Mp4Box.installed().read(file).codecs())))
                .isEqualToIgnoringCase(clip.path("codecs").asString());
    }

    /** The names of AV1, VVC and others are compared with examples of their standards in {@code CodecStringTest}. */
    @Test
    void codecs_areTypesThatABrowserKnows() throws Exception {
        try (Browser browser = Browser.chromium()) {
            for (String entry : List.of("avc-2997", "webm-vp9", "audio-aac", "audio-opus", "audio-flac")) {
                JsonNode clip = clip(MediaMatrix.entry(entry).file(), Map.of("start", 1, "end", 2));
                String type = header(CLIENT.play(clip.path("streamUrl").asString()), "content-type");

                assertThat(browser.evaluate("MediaSource.isTypeSupported('" + type + "')")
                                .asBoolean())
                        .as(type)
                        .isTrue();
            }
            for (String name :
                    List.of("av01.0.04M.08", "av01.0.04M.10.0.112.09.16.09.0", "vp09.02.10.10.01.09.16.09.01")) {
                assertThat(browser.evaluate("MediaSource.isTypeSupported('video/mp4; codecs=\"" + name + "\"')")
                                .asBoolean())
                        .as(name)
                        .isTrue();
            }
        }
    }

    /** The next test may cut the same files. */
    @AfterAll
    static void deleteSources() {
        CLIENT.deleteSources();
    }

    private JsonNode clip(Path file, Map<String, Object> range) {
        JsonNode source = Origin.shared().source(file);
        return CLIENT.post("/api/sources/" + source.path("id").asString() + "/clips", range)
                .expect(201);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** A text as a header has it: each octet in UTF-8 is one character. */
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
