package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A player of adaptive streams: an npm package that plays in the page of a {@link BrowserPlayer}. */
public enum StreamPlayer {
    HLS_JS("hls", new NpmPackage("hls.js", "1.7.4", Path.of("target", "hls-js")), "dist/hls.min.js"),
    DASH_JS("dash", new NpmPackage("dashjs", "5.2.1", Path.of("target", "dash-js")), "dist/modern/umd/dash.all.min.js"),
    SHAKA(
            "shaka",
            new NpmPackage("shaka-player", "5.2.12", Path.of("target", "shaka-player")),
            "dist/shaka-player.compiled.js");

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String function;
    private final NpmPackage npm;
    private final String script;

    StreamPlayer(String function, NpmPackage npm, String script) {
        this.function = function;
        this.npm = npm;
        this.script = script;
    }

    /**
     * What Media Source Extensions hold of a track.
     *
     * @param ranges the number of them; more than 1 if there is a hole
     * @param startSeconds of the first range
     * @param endSeconds of the last range
     */
    public record Buffered(String type, int ranges, double startSeconds, double endSeconds) {

        public boolean video() {
            return type.startsWith("video/");
        }
    }

    /** A stream that is loaded. */
    public record Playing(Browser browser, BrowserPlayer player) {

        /** The errors so far, also those from which the player has recovered. */
        public List<String> errors() {
            return browser.evaluate("streams.errors()")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
        }

        /** The heights of the qualities that were loaded, segment after segment, if the player switches. */
        public List<Integer> heights() {
            return browser.evaluate("streams.heights()")
                    .valueStream()
                    .map(JsonNode::asInt)
                    .toList();
        }

        /** What is buffered of each track. */
        public List<Buffered> buffered() {
            return browser.evaluate("streams.buffered()")
                    .valueStream()
                    .map(it -> new Buffered(
                            it.path("type").asString(),
                            it.path("ranges").asInt(),
                            it.path("start").asDouble(),
                            it.path("end").asDouble()))
                    .toList();
        }

        /** Goes to a time and returns the media time of the picture there. Another picture must be on the screen. */
        public double pictureAt(double seconds) {
            return browser.evaluate("streams.pictureAt(" + seconds + ")").asDouble();
        }

        /**
         * Plays from the present time to the end.
         *
         * @return the numbers of the pictures that were presented, in order; a busy machine leaves some out
         * @throws AssertionError with the state of the player, if the end is not reached
         */
        public List<Integer> play(double speed) {
            browser.evaluate("streams.play(" + speed + ")");
            await().atMost(LONGEST).pollInterval(POLL).untilAsserted(() -> {
                JsonNode progress = browser.evaluate("streams.progress()");
                assertThat(progress.path("ended").asBoolean())
                        .as("%s, %s", progress, buffered())
                        .isTrue();
            });
            return browser.evaluate("streams.played()")
                    .valueStream()
                    .map(cells -> NumberedPicture.read(
                            cells.valueStream().mapToInt(JsonNode::asInt).toArray()))
                    .flatMapToInt(OptionalInt::stream)
                    .boxed()
                    .toList();
        }

        /**
         * Goes to a time and waits until a picture is on the screen.
         *
         * @throws AssertionError if another picture stays there
         */
        public void awaitPicture(double seconds, int number) {
            player.seek(seconds);
            awaitPicture("at " + seconds, number);
        }

        /** Waits until a picture is on the screen. A busy machine draws late. */
        public void awaitPicture(String when, int number) {
            await().atMost(LONGEST)
                    .pollInterval(POLL)
                    .untilAsserted(
                            () -> assertThat(player.shown().frame()).as(when).hasValue(number));
        }
    }

    /**
     * Loads a stream in a page of its origin, and waits until its first picture is there.
     *
     * @throws TestAbortedException if the package cannot be had; the test is then reported as skipped
     * @throws IllegalStateException with the player's error, if it gives up
     */
    public Playing load(Browser browser, URI url) {
        return load(browser, url, false);
    }

    /** The same, but the player takes the next quality after each segment. */
    public Playing loadSwitching(Browser browser, URI url) {
        return load(browser, url, true);
    }

    private Playing load(Browser browser, URI url, boolean switching) {
        BrowserPlayer player = open(browser, url);
        browser.evaluate(resource());
        browser.evaluate("streams." + function + "(" + JsonMapper.shared().writeValueAsString(url.toString()) + ", "
                + switching + ")");
        return new Playing(browser, player);
    }

    /**
     * Opens a page of a stream's origin that contains the player's script and plays nothing.
     *
     * @throws TestAbortedException if the package cannot be had; the test is then reported as skipped
     */
    public BrowserPlayer open(Browser browser, URI url) {
        Path file = npm.installed().resolve(script);
        // Firefox shows this page, and its policy lets scripts load streams.
        BrowserPlayer player = BrowserPlayer.open(browser, url.resolve("/api/openapi.json"));
        browser.evaluate("(() => {\n" + text(file) + "\nreturn true; })()");
        return player;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource() {
        try (var resource = StreamPlayer.class.getResourceAsStream("stream-players.js")) {
            if (resource == null) {
                throw new IllegalStateException("stream-players.js is not among the test resources");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
