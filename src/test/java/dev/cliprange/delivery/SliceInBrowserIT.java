package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.BrowserPlayer;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.PlayedFrames;
import dev.cliprange.timeline.FrameRate;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What a viewer sees of a sliced clip, in a real browser: exactly the frames of its range. Skipped where there is none. */
class SliceInBrowserIT {

    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final int SOURCE_FRAMES = 600;
    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int SEEKS = FULL ? 20 : 6;
    private static final double FRAME_SECONDS = 1001 / 30_000.0;
    /** An edit list is in the movie's timescale, which Chromium rounds to microseconds. */
    private static final double ROUNDING_SECONDS = 0.001;

    private static Browser browser;
    private static OriginClient client;
    private static JsonNode source;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        client = Origin.shared().client();
        source = Origin.shared()
                .source(NumberedVideo.avc(RATE, SOURCE_FRAMES, 90).file());
    }

    @AfterAll
    static void stop() {
        if (source != null) {
            client.delete("/api/sources/" + source.path("id").asString());
        }
        if (browser != null) {
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

    /**
     * Starts and ends on and off keyframes, which stand at every 90th frame; at pictures that others are predicted from and
     * between them; a single picture.
     */
    static Stream<Arguments> ranges() {
        Stream<Arguments> brief =
                Stream.of(arguments(0, 59), arguments(131, 190), arguments(359, 361), arguments(217, 218));
        Stream<Arguments> lengthy = Stream.of(
                arguments(0, 150), arguments(90, 270), arguments(131, 257), arguments(12, 98), arguments(301, 600));
        return FULL ? Stream.concat(brief, lengthy) : brief;
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void chromium_anyRange_showsItsFramesAndNoOther(int startFrame, int endFrame) {
        JsonNode clip = client.clip(source, Map.of("frame", startFrame), Map.of("frame", endFrame));
        int frames = endFrame - startFrame;

        var player = player(clip);

        assertThat(player.loaded().durationSeconds()).isCloseTo(frames * FRAME_SECONDS, within(ROUNDING_SECONDS));
        assertThat(player.loaded().seekable()).isTrue();
        assertThat(player.shown().frame()).as("first frame").hasValue(startFrame);

        var random = new Random(startFrame);
        for (int seek = 0; seek < Math.min(SEEKS, 2 * frames); seek++) {
            int frame = random.nextInt(frames);
            double middle = (frame + 0.5) * FRAME_SECONDS;
            assertThat(player.seek(middle).frame()).as("at " + middle).hasValue(startFrame + frame);
        }

        player.seek(0);
        var played = player.play();
        assertThat(played.frames())
                .satisfies(PlayedFrames::inOrder)
                .allMatch(frame -> frame >= startFrame && frame < endFrame);
        assertThat(played.last().frame()).as("last frame").hasValue(endFrame - 1);
        assertThat(played.endedAtSeconds()).as("ended").isCloseTo(frames * FRAME_SECONDS, within(ROUNDING_SECONDS));
        assertThat(player.loaded().durationSeconds())
                .as("duration when all was read")
                .isCloseTo(frames * FRAME_SECONDS, within(ROUNDING_SECONDS));
    }

    @Test
    void chromium_twoNeighbours_shareNoFrameAndLoseNone() {
        JsonNode left = client.clip(source, Map.of("frame", 40), Map.of("frame", 70));
        JsonNode right = client.clip(source, Map.of("frame", 70), Map.of("frame", 100));

        assertThat(player(left).play().last().frame()).hasValue(69);
        assertThat(player(right).shown().frame()).hasValue(70);
    }

    private static BrowserPlayer player(JsonNode clip) {
        return BrowserPlayer.load(browser, URI.create(clip.path("streamUrl").asString()));
    }
}
