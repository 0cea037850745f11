package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.HlsParser;
import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.testing.HlsRules;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The storyboard as a rendition of images in HLS: its playlist names the sheets of the storyboard. */
class StoryboardRenditionIT {

    private static final Pattern IMAGES =
            Pattern.compile("#EXT-X-I-FRAME-STREAM-INF:[^\n]*CODECS=\"mjpg\"[^\n]*URI=\"([^\"]+)\"");
    private static final Pattern TILES =
            Pattern.compile("#EXT-X-TILES:RESOLUTION=160x120,LAYOUT=([0-9]+)x([0-9]+),DURATION=([0-9.]+)");

    private static Origin origin;
    private static OriginClient client;
    private static JsonNode source;

    /** All playback URLs are signed. */
    @BeforeAll
    static void start() {
        origin = Origin.start(SequenceSigningIT.SETTINGS);
        client = origin.client();
        source = origin.source(MediaMatrix.entry("avc-long-gop").file());
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @AfterEach
    void deleteClips() {
        SequencePlayer.deleteSequences(client);
        client.get("/api/sources/" + source.path("id").asString() + "/clips")
                .expect(200)
                .path("items")
                .forEach(clip -> client.delete("/api/clips/" + clip.path("id").asString())
                        .expect(204));
    }

    @Test
    void playlist_ofBothForms_namesTheSheetsOfTheStoryboard() {
        JsonNode clip = client.clip(source, 3.2, 23.6);
        String cuesUrl = client.post("/api/clips/" + clip.path("id").asString() + "/sign", Map.of("expiresIn", 60))
                .expect(200)
                .path("storyboardUrl")
                .asString();
        long cues = text(cuesUrl).lines().filter(line -> line.contains(" --> ")).count();
        byte[] sheet = bytes(cuesUrl.replace(".vtt", ".jpg"));
        String hls = clip.path("hlsUrl").asString();

        for (String form : List.of("", "?form=copy")) {
            String master = text(hls + form);
            String uri = found(IMAGES, master);
            URI playlistUrl = URI.create(hls).resolve(uri);
            String playlist = text(playlistUrl.toString());

            assertThat(HlsRules.check(playlist)).isEmpty();
            assertThat(HlsParser.install().check(Map.of("images.m3u8", playlist)))
                    .isEmpty();
            List<HlsPlaylist.Segment> segments = HlsPlaylist.parse(playlist).segments();
            assertThat(segments).hasSize(1);
            // The copy form begins at the keyframe before the clip.
            double shown = Double.parseDouble(found(Pattern.compile("#EXTINF:([0-9.]+)"), playlist));
            double duration = clip.path("duration").asDouble();
            assertThat(shown).isCloseTo(form.isEmpty() ? duration : duration + 3.2, within(0.1));
            assertThat(Double.parseDouble(found(TILES, 3, playlist)) * cues).isCloseTo(shown, within(0.001));
            int places = Integer.parseInt(found(TILES, 1, playlist)) * Integer.parseInt(found(TILES, 2, playlist));
            assertThat(places).isEqualTo((int) cues);
            URI image = playlistUrl.resolve(segments.getFirst().uri());
            assertThat(bytes(image.toString())).isEqualTo(sheet);
        }
    }

    @Test
    void masterPlaylist_ofASequence_andOfASource_hasNoImages() {
        JsonNode clip = client.clip(source, 3.2, 23.6);
        JsonNode sequence = client.post(
                        "/api/sequences",
                        Map.of("clipIds", List.of(clip.path("id").asString())))
                .expect(201);

        assertThat(text(sequence.path("hlsUrl").asString()))
                .contains("#EXT-X-STREAM-INF")
                .doesNotContain("mjpg");
        assertThat(client.text("/api/sources/" + source.path("id").asString() + "/hls/master.m3u8"))
                .contains("#EXT-X-STREAM-INF")
                .doesNotContain("mjpg");
    }

    private static String found(Pattern pattern, String text) {
        return found(pattern, 1, text);
    }

    private static String found(Pattern pattern, int group, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(group);
    }

    private static String text(String url) {
        return new String(bytes(url), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String url) {
        HttpResponse<byte[]> response = client.play(url);
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return response.body();
    }
}
