package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.BrowserPlayer;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.timeline.FrameRate;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a viewer sees of a sequence's precise MP4 in a real browser: every frame of each clip once, in order, and the right
 * one after seeking. Skipped where there is no such browser.
 */
class SequenceStreamInBrowserIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    /** Its sources have other parameter sets with the same ids. */
    private static final FrameRate OTHER_RATE = new FrameRate(25, 1);

    private static final double PACKET_SECONDS = 1024 / 48_000.0;
    /** Keyframes are at every 90th frame, so most clips have encoded frames. */
    private static final List<List<Frames>> SEQUENCES = List.of(
            List.of(frames(131, 190), frames(10, 40), frames(400, 441)),
            List.of(frames(40, 70), new Frames(OTHER_RATE, 30, 61), frames(90, 130), new Frames(OTHER_RATE, 0, 20)),
            List.of(frames(90, 180), frames(0, 90)),
            List.of(frames(7, 8), frames(200, 203), frames(89, 92), frames(40, 60)));

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    /** Frames {@code [start, end)} of the source with a frame rate. */
    private record Frames(FrameRate rate, int start, int end) {

        IntStream numbers() {
            return IntStream.range(start, end);
        }

        double frameSeconds() {
            return (double) rate.denominator() / rate.numerator();
        }

        double seconds() {
            return (end - start) * frameSeconds();
        }
    }

    private static Frames frames(int start, int end) {
        return new Frames(RATE, start, end);
    }

    @AfterEach
    void deleteAll() {
        client.get("/api/sequences?limit=500")
                .expect(200)
                .path("items")
                .forEach(it -> client.delete("/api/sequences/" + it.path("id").asString())
                        .expect(204));
        client.deleteSources();
    }

    @Test
    void chromium_showsEveryFrameOnceInOrder() {
        assertExactIn(Browser::chromium);
    }

    @Test
    void firefox_showsEveryFrameOnceInOrder() {
        assertExactIn(Browser::firefox);
    }

    private void assertExactIn(Supplier<Browser> start) {
        try (Browser browser = start.get()) {
            Map<FrameRate, JsonNode> sources = Map.of(
                    RATE, origin.source(NumberedVideo.avc(RATE, 600, 90).file()),
                    OTHER_RATE,
                            origin.source(NumberedVideo.avc(OTHER_RATE, 200, 50).file()));
            for (List<Frames> clips : FULL ? SEQUENCES : SEQUENCES.subList(0, 2)) {
                assertExact(browser, sources, clips);
                sources.values().forEach(this::deleteClips);
            }
        }
    }

    /** A busy browser reports a picture twice: for the frame before it, too. */
    private static List<Integer> withoutRepetition(List<Integer> frames) {
        return IntStream.range(0, frames.size())
                .filter(i -> i == 0 || !frames.get(i).equals(frames.get(i - 1)))
                .mapToObj(frames::get)
                .toList();
    }

    private void deleteClips(JsonNode source) {
        client.get("/api/sources/" + source.path("id").asString() + "/clips")
                .expect(200)
                .path("items")
                .forEach(it ->
                        client.delete("/api/clips/" + it.path("id").asString()).expect(204));
    }

    private void assertExact(Browser browser, Map<FrameRate, JsonNode> sources, List<Frames> clips) {
        List<String> ids = clips.stream()
                .map(clip -> client.clip(
                                Objects.requireNonNull(sources.get(clip.rate())),
                                Map.of("frame", clip.start()),
                                Map.of("frame", clip.end()))
                        .path("id")
                        .asString())
                .toList();
        List<Integer> frames =
                clips.stream().flatMapToInt(Frames::numbers).boxed().toList();
        URI stream = URI.create(client.post("/api/sequences", Map.of("clipIds", ids))
                .expect(201)
                .path("preciseStreamUrl")
                .asString());

        var player = BrowserPlayer.load(browser, "/api/openapi.json", stream);

        assertThat(player.loaded().durationSeconds())
                .isCloseTo(clips.stream().mapToDouble(Frames::seconds).sum(), within(PACKET_SECONDS));
        assertThat(player.shown().frame()).hasValue(frames.getFirst());
        var played = player.play();
        assertThat(played.total()).as("number of frames").isEqualTo(frames.size());
        assertThat(frames).as("frames in their order").containsSubsequence(withoutRepetition(played.frames()));
        assertThat(played.last().frame()).hasValue(frames.getLast());
        double before = 0;
        for (Frames clip : clips) {
            int count = clip.end() - clip.start();
            for (int frame : IntStream.of(0, count / 2, count - 1).distinct().toArray()) {
                double middle = before + (frame + 0.5) * clip.frameSeconds();
                assertThat(player.seek(middle).frame()).as("at " + middle).hasValue(clip.start() + frame);
            }
            before += clip.seconds();
        }
    }
}
