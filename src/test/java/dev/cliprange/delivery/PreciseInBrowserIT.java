package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a viewer sees of a precise clip, also in a browser that ignores the end of edit lists: exactly the frames of its range.
 * Two random clips by default, fifty with {@code -Dcliprange.full=true}. Skipped where there is no such browser.
 */
class PreciseInBrowserIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int CLIPS = FULL ? 50 : 2;
    private static final int SEEKS = FULL ? 20 : 4;
    private static final int LONGEST_FRAMES = FULL ? 400 : 90;
    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final int SOURCE_FRAMES = 600;
    private static final double FRAME_SECONDS = 1001 / 30_000.0;
    /** Browsers round times to microseconds, and Firefox adds what a packet of sound lasts longer. */
    private static final double ROUNDING_SECONDS = 0.001;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @AfterEach
    void deleteSources() {
        client.get("/api/sources")
                .expect(200)
                .path("items")
                .forEach(source ->
                        client.delete("/api/sources/" + source.path("id").asString()));
    }

    @Test
    void chromium_randomPreciseClips_showTheirFramesAndNoOther() {
        assertExactIn(Browser::chromium, ROUNDING_SECONDS);
    }

    @Test
    void firefox_randomPreciseClips_showTheirFramesAndNoOther() {
        assertExactIn(Browser::firefox, 1024 / 48_000.0);
    }

    private void assertExactIn(Supplier<Browser> start, double durationTolerance) {
        try (Browser browser = start.get()) {
            JsonNode source =
                    origin.source(NumberedVideo.avc(RATE, SOURCE_FRAMES, 90).file());
            var random = new Random(17);
            for (int clip = 0; clip < CLIPS; clip++) {
                int from = random.nextInt(SOURCE_FRAMES - 1);
                int to = from + 1 + random.nextInt(Math.min(LONGEST_FRAMES, SOURCE_FRAMES - from));
                assertExact(browser, source, from, Math.min(to, SOURCE_FRAMES), random, durationTolerance);
            }
        }
    }

    private void assertExact(
            Browser browser, JsonNode source, int from, int to, Random random, double durationTolerance) {
        String what = "clip " + from + "-" + to;
        JsonNode clip = client.clip(source, Map.of("frame", from), Map.of("frame", to));
        int frames = to - from;
        var player = BrowserPlayer.load(
                browser,
                "/api/openapi.json",
                URI.create(clip.path("preciseStreamUrl").asString()));

        assertThat(player.loaded().durationSeconds())
                .as("duration of " + what)
                .isCloseTo(frames * FRAME_SECONDS, within(durationTolerance));
        assertThat(player.shown().frame()).as("first frame of " + what).hasValue(from);
        var played = player.play();
        assertThat(played.frames())
                .as("frames played of " + what)
                .satisfies(PlayedFrames::inOrder)
                .allMatch(frame -> frame >= from && frame < to);
        assertThat(played.last().frame()).as("last frame of " + what).hasValue(to - 1);
        assertThat(played.total()).as("number of frames played of " + what).isEqualTo(frames);
        for (int seek = 0; seek < SEEKS; seek++) {
            int frame = random.nextInt(frames);
            double middle = (frame + 0.5) * FRAME_SECONDS;
            assertThat(player.seek(middle).frame())
                    .as("at " + middle + " of " + what)
                    .hasValue(from + frame);
        }
        client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
    }
}
