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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a viewer sees of a sequence by hls.js, in a real browser. Skipped where there is none. */
class SequenceInBrowserIT {

    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final double FRAME_SECONDS = 1001 / 30_000.0;
    /** Of each clip, audio begins with the packet that is nearest to the first frame. */
    private static final double HALF_PACKET_SECONDS = 512 / 48_000.0;
    /** Keyframes are at every 90th frame, so the clips have encoded frames. */
    private static final List<Frames> CLIPS = List.of(new Frames(131, 257), new Frames(10, 77), new Frames(400, 481));

    /** Frames {@code [start, end)} of the source. */
    private record Frames(int start, int end) {
        int count() {
            return end - start;
        }
    }

    private final OriginClient client = Origin.shared().client();

    @Test
    void hlsJs_ofASequence_showsTheFramesOfEachClipInTheirOrder() {
        try (Browser browser = Browser.chromium()) {
            JsonNode source =
                    Origin.shared().source(NumberedVideo.avc(RATE, 600, 90).file());
            List<String> clips = CLIPS.stream()
                    .map(clip -> client.clip(source, Map.of("frame", clip.start()), Map.of("frame", clip.end()))
                            .path("id")
                            .asString())
                    .toList();
            URI master = URI.create(client.post("/api/sequences", Map.of("clipIds", clips))
                    .expect(201)
                    .path("hlsUrl")
                    .asString());

            var player = BrowserPlayer.open(browser, master.resolve("/none"));
            HlsJs hls = HlsJs.load(browser, player, master);

            int frames = CLIPS.stream().mapToInt(Frames::count).sum();
            assertThat(hls.bufferedFrom()).isCloseTo(0, within(HALF_PACKET_SECONDS));
            assertThat(player.loaded().durationSeconds())
                    .isCloseTo(frames * FRAME_SECONDS, within(CLIPS.size() * HALF_PACKET_SECONDS));
            int before = 0;
            for (Frames clip : CLIPS) {
                for (int frame : List.of(0, clip.count() / 2, clip.count() - 1)) {
                    double middle = (before + frame + 0.5) * FRAME_SECONDS;
                    assertThat(player.seek(middle).frame()).as("at " + middle).hasValue(clip.start() + frame);
                }
                before += clip.count();
            }
            assertThat(hls.errors()).isEmpty();
            SequencePlayer.deleteSequences(client);
            client.delete("/api/sources/" + source.path("id").asString()).expect(204);
        }
    }
}
