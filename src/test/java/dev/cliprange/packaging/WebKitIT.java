package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.BrowserPlayer;
import dev.cliprange.testing.NumberedMedia;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.PlayedFrames;
import dev.cliprange.testing.StreamPlayer;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What a viewer sees of clips in WebKitGTK. Skipped where it is not installed. */
class WebKitIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int SEEKS = FULL ? 20 : 3;
    private static final double FRAME_SECONDS = 1001 / 30_000.0;
    /** Sync samples are at each 90th frame. */
    private static final int KEYFRAME = 90;

    private static final int FRAMES = FULL ? 120 : 45;

    private static Browser browser;
    private static OriginClient client;
    private static JsonNode source;

    @BeforeAll
    static void start() {
        browser = Browser.webKit();
        client = Origin.shared().client();
        source = Origin.shared()
                .source(NumberedVideo.avc(NumberedMedia.RATE, 600, KEYFRAME).file());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            client.deleteSources();
            browser.close();
        }
    }

    @AfterEach
    void deleteClips() {
        client.get("/api/sources/" + source.path("id").asString() + "/clips")
                .expect(200)
                .path("items")
                .forEach(clip -> client.delete("/api/clips/" + clip.path("id").asString())
                        .expect(204));
    }

    /** The frames between a keyframe and the start of the clip. With more, seeks in the copy are not exact. */
    static Stream<Integer> leadIns() {
        return FULL ? Stream.of(0, 1, 10, 30, 45, 59, 60, 61) : Stream.of(41);
    }

    @ParameterizedTest
    @MethodSource("leadIns")
    void preciseMp4_showsItsFrames(int leadIn) {
        assertShows(leadIn, "preciseStreamUrl");
    }

    @ParameterizedTest
    @MethodSource("leadIns")
    void copyMp4_showsItsFrames(int leadIn) {
        assertShows(leadIn, "streamUrl");
    }

    private static void assertShows(int leadIn, String url) {
        int from = KEYFRAME + leadIn;
        int to = from + FRAMES;
        JsonNode clip = client.clip(source, Map.of("frame", from), Map.of("frame", to));

        var player = BrowserPlayer.load(
                browser, "/api/openapi.json", URI.create(clip.path(url).asString()));

        assertThat(player.shown().frame()).as("first frame").hasValue(from);
        var random = new Random(leadIn);
        for (int seek = 0; seek < SEEKS; seek++) {
            int frame = random.nextInt(FRAMES);
            double middle = (frame + 0.5) * FRAME_SECONDS;
            assertThat(player.seek(middle).frame()).as("at " + middle).hasValue(from + frame);
        }
        player.seek(0);
        var played = player.play();
        assertThat(played.frames()).satisfies(PlayedFrames::inOrder).allMatch(frame -> frame >= from && frame < to);
        assertThat(played.last().frame()).as("last frame").hasValue(to - 1);
        assertThat(player.loaded().durationSeconds()).isCloseTo(FRAMES * FRAME_SECONDS, within(0.025));
    }

    /** While it is paused, WebKitGTK shows a frame up to two frames early after a seek, so seeks are not compared. */
    @Test
    void hls_inHlsJs_playsItsFrames() {
        int from = KEYFRAME + 41;
        int to = from + 126;
        JsonNode clip = client.clip(source, Map.of("frame", from), Map.of("frame", to));

        StreamPlayer.Playing stream =
                StreamPlayer.HLS_JS.load(browser, URI.create(clip.path("hlsUrl").asString()));

        stream.awaitPicture("when loaded", from);
        assertThat(stream.play(2))
                .satisfies(PlayedFrames::inOrder)
                .hasSizeGreaterThan(5)
                .allMatch(frame -> frame >= from && frame < to);
        assertThat(stream.errors()).isEmpty();
    }
}
