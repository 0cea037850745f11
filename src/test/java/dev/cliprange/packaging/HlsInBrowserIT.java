package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.BrowserPlayer;
import dev.cliprange.testing.HlsJs;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.timeline.FrameRate;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a viewer sees of an HLS stream by hls.js, in a real browser. Skipped where there is none. */
class HlsInBrowserIT {

    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final double FRAME_SECONDS = 1001 / 30_000.0;
    /** Off the keyframes, which are at every 90th frame. The grid of the source has a boundary at frame 180. */
    private static final int START = 131;

    private static final int END = 257;
    private static final int SEEKS = 8;
    /** Audio begins with the packet that is nearest to the first frame. */
    private static final double HALF_PACKET_SECONDS = 512 / 48_000.0;

    private static Browser browser;
    private static OriginClient client;
    private static JsonNode source;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        client = Origin.shared().client();
        source = Origin.shared().source(NumberedVideo.avc(RATE, 600, 90).file());
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

    @Test
    void hlsJs_ofAClip_showsItsFramesAndNoOther() {
        JsonNode clip = client.clip(source, Map.of("frame", START), Map.of("frame", END));
        URI master = URI.create(clip.path("hlsUrl").asString());
        int frames = END - START;

        // A page of the same origin whose policy lets scripts load streams: the start page has a stricter one.
        var player = BrowserPlayer.open(browser, master.resolve("/none"));
        HlsJs hls = HlsJs.load(browser, player, master);

        assertThat(hls.bufferedFrom()).as("start of the buffer").isCloseTo(0, within(HALF_PACKET_SECONDS));
        assertThat(player.loaded().durationSeconds()).isCloseTo(frames * FRAME_SECONDS, within(HALF_PACKET_SECONDS));
        assertThat(player.shown().frame()).as("first frame").hasValue(START);
        var random = new Random(7);
        for (int seek = 0; seek < SEEKS; seek++) {
            int frame = random.nextInt(frames);
            double middle = (frame + 0.5) * FRAME_SECONDS;
            assertThat(player.seek(middle).frame()).as("at " + middle).hasValue(START + frame);
        }
        player.seek(0);
        var played = player.play();
        assertThat(played.frames()).isSorted().allMatch(frame -> frame >= START && frame < END);
        assertThat(played.last().frame()).as("last frame").hasValue(END - 1);
        assertThat(hls.errors()).isEmpty();
    }
}
