package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.BrowserPlayer;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.timeline.FrameRate;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What a viewer sees of a sliced clip, in a real browser: exactly the frames of its range. Skipped where there is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SliceInBrowserIT {

    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final int SOURCE_FRAMES = 600;
    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int SEEKS = FULL ? 20 : 6;
    private static final double FRAME_SECONDS = 1001 / 30_000.0;
    /** An edit list is in the movie's timescale, which Chromium rounds to microseconds. */
    private static final double ROUNDING_SECONDS = 0.001;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    private Browser browser;

    @BeforeAll
    void startBrowser() {
        browser = Browser.chromium();
    }

    @AfterAll
    void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    /** Starts and ends on and off keyframes; those stand at every 90th frame. */
    static Stream<Arguments> ranges() {
        Stream<Arguments> brief = Stream.of(arguments(0, 60), arguments(131, 190), arguments(359, 361));
        Stream<Arguments> lengthy = Stream.of(arguments(0, 150), arguments(90, 270), arguments(131, 257), arguments(301, 600));
        return FULL ? Stream.concat(brief, lengthy) : brief;
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void chromium_anyRange_showsItsFramesAndNoOther(int startFrame, int endFrame) {
        try {
            JsonNode source =
                    origin.source(NumberedVideo.avc(RATE, SOURCE_FRAMES, 90).file());
            JsonNode clip = client.clip(source, Map.of("frame", startFrame), Map.of("frame", endFrame));
            int frames = endFrame - startFrame;

            var player = BrowserPlayer.load(
                    browser, URI.create(clip.path("streamUrl").asString()));

            assertThat(player.loaded().durationSeconds()).isCloseTo(frames * FRAME_SECONDS, within(ROUNDING_SECONDS));
            assertThat(player.loaded().seekable()).isTrue();
            assertThat(player.shown().frame()).as("first frame").hasValue(startFrame);

            var random = new Random(startFrame);
            for (int seek = 0; seek < SEEKS; seek++) {
                int frame = random.nextInt(frames);
                double middle = (frame + 0.5) * FRAME_SECONDS;
                assertThat(player.seek(middle).frame()).as("at " + middle).hasValue(startFrame + frame);
            }

            player.seek(0);
            var played = player.play();
            assertThat(played.frames()).isSorted().allMatch(frame -> frame >= startFrame && frame < endFrame);
            assertThat(played.last().frame()).as("last frame").hasValue(endFrame - 1);
            assertThat(played.endedAtSeconds()).as("ended").isCloseTo(frames * FRAME_SECONDS, within(ROUNDING_SECONDS));
        } finally {
            client.get("/api/sources")
                    .expect(200)
                    .path("items")
                    .forEach(source ->
                            client.delete("/api/sources/" + source.path("id").asString()));
        }
    }

    @Test
    void chromium_twoNeighbours_shareNoFrameAndLoseNone() {
        JsonNode source =
                origin.source(NumberedVideo.avc(RATE, SOURCE_FRAMES, 90).file());
        try {
            JsonNode left = client.clip(source, Map.of("frame", 70), Map.of("frame", 100));
            JsonNode right = client.clip(source, Map.of("frame", 100), Map.of("frame", 130));

            var leftPlayer = BrowserPlayer.load(
                    browser, URI.create(left.path("streamUrl").asString()));
            assertThat(leftPlayer.play().last().frame()).hasValue(99);
            var rightPlayer = BrowserPlayer.load(
                    browser, URI.create(right.path("streamUrl").asString()));
            assertThat(rightPlayer.shown().frame()).hasValue(100);
        } finally {
            client.delete("/api/sources/" + source.path("id").asString()).expect(204);
        }
    }
}
