package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.NumberedMedia;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.PlayedFrames;
import dev.cliprange.testing.StreamPlayer;
import dev.cliprange.testing.StreamPlayer.Buffered;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a viewer sees of a stream by the players that pages use, in real browsers: the frames of the clip at their times, from the
 * first to the last one. Each player plays one clip by default; with {@code -Dcliprange.full=true} all sources are played.
 */
class PlayersIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int SEEKS = FULL ? 20 : 4;
    /** Frame 0 is shown at 0; shaka-player adds a millisecond. */
    private static final double AT_ZERO_SECONDS = 0.002;
    /** Faster than life, to save time. A browser then leaves frames out. */
    private static final double SPEED = 4;

    /** A browser that can be started. */
    private enum Engine {
        CHROMIUM,
        FIREFOX;

        Browser start() {
            return switch (this) {
                case CHROMIUM -> Browser.chromium();
                case FIREFOX -> Browser.firefox();
            };
        }
    }

    /**
     * What is played.
     *
     * @param url the property of the clip's JSON
     */
    private record Case(Engine engine, StreamPlayer player, String url, NumberedMedia media) {
        @Override
        public String toString() {
            return player + " " + url + " in " + engine + ": " + media.name();
        }
    }

    /** Sources that have their ladder. */
    private static final Set<String> LADDERS = new HashSet<>();

    private static final Map<Engine, Browser> BROWSERS = new EnumMap<>(Engine.class);
    private static OriginClient client;

    @BeforeAll
    static void start() {
        client = Origin.shared().client();
    }

    @AfterAll
    static void stop() {
        BROWSERS.values().forEach(Browser::close);
        BROWSERS.clear();
        client.deleteSources();
    }

    static Stream<Case> cases() {
        List<NumberedMedia> media = FULL ? NumberedMedia.ALL : List.of(NumberedMedia.B_FRAMES);
        return media.stream()
                .flatMap(each -> Stream.of(
                        new Case(Engine.CHROMIUM, StreamPlayer.HLS_JS, "hlsUrl", each),
                        new Case(Engine.CHROMIUM, StreamPlayer.DASH_JS, "dashUrl", each),
                        new Case(Engine.CHROMIUM, StreamPlayer.SHAKA, "dashUrl", each),
                        new Case(Engine.CHROMIUM, StreamPlayer.SHAKA, "hlsUrl", each),
                        new Case(Engine.FIREFOX, StreamPlayer.HLS_JS, "hlsUrl", each)))
                // Firefox for Linux says that it decodes HEVC, and shows no picture.
                .filter(played -> played.engine() != Engine.FIREFOX
                        || !played.media().name().equals("hevc"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void player_ofAClip_showsItsFramesAtTheirTimes(Case played) {
        Path file = played.media().file();
        List<Frame> source = Oracle.frames(file).orElseThrow();
        List<Integer> numbers = played.media().numbers();
        assertThat(source).hasSameSizeAs(numbers);
        Browser browser = BROWSERS.computeIfAbsent(played.engine(), Engine::start);
        JsonNode registered = Origin.shared().source(file);
        // Off the keyframes; the grid of the source has a boundary in between.
        int from = 131;
        int to = 257;
        JsonNode clip = client.clip(registered, Map.of("frame", from), Map.of("frame", to));
        try {
            assumeDecodes(browser, clip);
            assertPlays(
                    played,
                    browser,
                    URI.create(clip.path(played.url()).asString()),
                    source.subList(from, to + 1),
                    numbers.subList(from, to));
        } finally {
            client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
        }
    }

    /** Chromium for Linux has no decoder of HEVC. */
    private static void assumeDecodes(Browser browser, JsonNode clip) {
        String type = "video/mp4; codecs=\"" + clip.path("codecs").asString() + "\"";
        browser.navigate(URI.create(clip.path("hlsUrl").asString()).resolve("/api/openapi.json"));
        assumeThat(browser.evaluate("MediaSource.isTypeSupported("
                                + JsonMapper.shared().writeValueAsString(type) + ")")
                        .asBoolean())
                .as(type)
                .isTrue();
    }

    static Stream<StreamPlayer> switchingPlayers() {
        return FULL ? Stream.of(StreamPlayer.values()) : Stream.of(StreamPlayer.HLS_JS);
    }

    /** A player that takes another quality after each segment shows the same frames, also at the boundaries. */
    @ParameterizedTest
    @MethodSource("switchingPlayers")
    void player_thatSwitchesAtEachBoundary_showsTheSameFrames(StreamPlayer player) {
        Path file = ladderSource().file();
        List<Frame> source = Oracle.frames(file).orElseThrow();
        JsonNode registered = Origin.shared().source(file);
        if (LADDERS.add(registered.path("id").asString())) {
            Renditions.make(client, registered, "240p", "144p");
        }
        int from = 200;
        int to = 420;
        JsonNode clip = client.clip(registered, Map.of("frame", from), Map.of("frame", to));
        Browser browser = BROWSERS.computeIfAbsent(Engine.CHROMIUM, Engine::start);
        try {
            String url = player == StreamPlayer.HLS_JS ? "hlsUrl" : "dashUrl";
            StreamPlayer.Playing stream =
                    player.loadSwitching(browser, URI.create(clip.path(url).asString()));

            stream.awaitPicture("when loaded", from);
            assertThat(stream.play(SPEED))
                    .as("frames")
                    .satisfies(PlayedFrames::inOrder)
                    .allMatch(frame -> frame >= from && frame < to);
            if (player == StreamPlayer.DASH_JS) {
                // It has requested the next segment already, so that a quality may last for two.
                assertThat(Set.copyOf(stream.heights())).as("heights").hasSizeGreaterThan(1);
            } else {
                assertThat(stream.heights().subList(0, 3)).as("heights").containsExactlyInAnyOrder(144, 240, 360);
            }
            assertBuffered(
                    stream.buffered(),
                    (source.get(to).presentationUs() - source.get(from).presentationUs()) / 1e6,
                    1024 / 48_000.0);
            for (int frame : List.of(to - 1, 240, 239, 361, 359, 360, from + 1)) {
                stream.awaitPicture(middleSeconds(source.subList(from, to + 1), frame - from), frame);
            }
            assertThat(stream.errors()).as("errors").isEmpty();
        } finally {
            client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
        }
    }

    /** Its segments begin at each 120th frame. */
    private static NumberedVideo ladderSource() {
        String options =
                NumberedMedia.AVC + "-bf 3 -b_strategy 0 -g 60 " + NumberedMedia.AAC + NumberedMedia.FAST_START;
        return new NumberedVideo(
                "numbered-ladder", NumberedMedia.RATE, 480, 480, 360, List.of(options.split(" ")), "mp4");
    }

    /** The page in the manual plays a stream as it is printed there. */
    @Test
    void page_ofTheManual_playsAStream() throws IOException {
        Path file = NumberedMedia.B_FRAMES.file();
        Browser browser = BROWSERS.computeIfAbsent(Engine.CHROMIUM, Engine::start);
        JsonNode clip = client.clip(Origin.shared().source(file), Map.of("frame", 131), Map.of("frame", 257));
        try {
            String url = clip.path("hlsUrl").asString();
            String manual = Files.readString(Path.of("docs", "players.md"));
            String page = manual.substring(manual.indexOf("<!doctype html>"), manual.lastIndexOf("```\n\nThe same"));
            String script = "<script src=\"hls.min.js\"></script>";
            assertThat(page).contains("'HLS_URL'", script);

            StreamPlayer.HLS_JS.open(browser, URI.create(url));
            browser.evaluate("(() => { document.open(); document.write("
                    + JsonMapper.shared()
                            .writeValueAsString(page.replace("HLS_URL", url).replace(script, ""))
                    + "); document.close(); return true; })()");

            JsonNode loaded = browser.evaluate("""
                    new Promise(resolve => {
                      const video = document.getElementById('player');
                      const check = () => video.readyState >= 2
                        ? resolve({ duration: video.duration, error: video.error?.message ?? null })
                        : setTimeout(check, 50);
                      check();
                    })""");
            assertThat(loaded.path("duration").asDouble()).isCloseTo(126 * 1001 / 30_000.0, within(1024 / 48_000.0));
        } finally {
            client.delete("/api/clips/" + clip.path("id").asString()).expect(204);
        }
    }

    /** @param source the frames of the clip and the one after it */
    private static void assertPlays(Case played, Browser browser, URI url, List<Frame> source, List<Integer> numbers) {
        long startUs = source.getFirst().presentationUs();
        double duration = (source.getLast().presentationUs() - startUs) / 1e6;
        double packet = played.media().packetSeconds();

        StreamPlayer.Playing stream = played.player().load(browser, url);
        var player = stream.player();

        assertThat(player.loaded().durationSeconds()).as("duration").isCloseTo(duration, within(packet + 0.002));
        stream.awaitPicture("when loaded", numbers.getFirst());
        assertThat(stream.play(SPEED))
                .as("frames")
                .satisfies(PlayedFrames::inOrder)
                .allMatch(numbers::contains);
        // A player may drop what it has buffered when it seeks.
        List<Buffered> buffered = stream.buffered();
        assertBuffered(buffered, duration, packet);
        // A busy machine does not draw the last picture before the player has ended.
        stream.awaitPicture(middleSeconds(source, numbers.size() - 1), numbers.getLast());
        var random = new Random(7);
        for (int seek = 0; seek < SEEKS; seek++) {
            int frame = 1 + random.nextInt(numbers.size() - 1);
            stream.awaitPicture(middleSeconds(source, frame), numbers.get(frame));
        }
        double first = stream.pictureAt(0);
        assertThat(first).as("time of the first frame").isCloseTo(0, within(AT_ZERO_SECONDS));
        System.getLogger("figures")
                .log(
                        System.Logger.Level.INFO,
                        "{0}: duration {1}, first frame at {2}, buffered {3}",
                        played,
                        player.loaded().durationSeconds(),
                        first,
                        buffered);
        assertThat(stream.errors()).as("errors").isEmpty();
    }

    /** The time between a frame and the next one, from the first frame. */
    private static double middleSeconds(List<Frame> source, int frame) {
        long middleUs =
                (source.get(frame).presentationUs() + source.get(frame + 1).presentationUs()) / 2;
        return (middleUs - source.getFirst().presentationUs()) / 1e6;
    }

    /** Audio is within half a packet of the picture, and nothing has a hole. */
    private static void assertBuffered(List<Buffered> buffered, double duration, double packet) {
        var kinds = new ArrayList<Boolean>();
        for (Buffered track : buffered) {
            double tolerance = track.video() ? AT_ZERO_SECONDS : packet / 2 + AT_ZERO_SECONDS;
            kinds.add(track.video());
            assertThat(track.ranges()).as(track.toString()).isOne();
            assertThat(track.startSeconds()).as(track.toString()).isCloseTo(0, within(tolerance));
            assertThat(track.endSeconds()).as(track.toString()).isCloseTo(duration, within(tolerance));
        }
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(packet == 0 ? List.of(true) : List.of(true, false));
    }
}
