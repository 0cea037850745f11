package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code <video>} in a browser, and what it shows. It is put into a page of the clip's own origin, whatever that page is,
 * so that the script may read its pixels without the server having to allow it.
 */
public final class BrowserPlayer {

    private final Browser browser;

    private BrowserPlayer(Browser browser) {
        this.browser = browser;
    }

    /**
     * What the player knows when it could play.
     *
     * @param durationSeconds infinite if it does not know
     */
    public record Loaded(double durationSeconds, int width, int height, boolean seekable) {}

    /**
     * What is on the screen.
     *
     * @param frame the number in the picture ({@link NumberedPicture}); empty if it has none
     */
    public record Shown(double currentTimeSeconds, OptionalInt frame) {}

    /**
     * What was seen while playing.
     *
     * @param frames the numbers of the pictures presented, in order; a busy machine leaves some out
     * @param last what is on the screen when it has ended
     * @param total pictures the browser had to show since the video was loaded, those left out included
     */
    public record Played(List<Integer> frames, Shown last, double endedAtSeconds, int total) {
        public Played {
            frames = List.copyOf(frames);
        }
    }

    /**
     * Loads a video and waits until its first picture is there.
     *
     * @throws IllegalStateException with the media error, if the browser refuses it
     */
    public static BrowserPlayer load(Browser browser, URI video) {
        return load(browser, "/", video);
    }

    /** The same in a certain page of the video's origin: Firefox shows no page for an answer it takes for a download. */
    public static BrowserPlayer load(Browser browser, String page, URI video) {
        BrowserPlayer player = open(browser, video.resolve(page));
        browser.evaluate("cliprange.load(" + JsonMapper.shared().writeValueAsString(video.toString()) + ")");
        return player;
    }

    /** Puts a player without a video into a page. */
    public static BrowserPlayer open(Browser browser, URI page) {
        browser.navigate(page);
        browser.evaluate(script());
        return new BrowserPlayer(browser);
    }

    public Loaded loaded() {
        JsonNode state = browser.evaluate("cliprange.state()");
        JsonNode duration = state.path("duration");
        return new Loaded(
                duration.isNumber() ? duration.asDouble() : Double.POSITIVE_INFINITY,
                state.path("width").asInt(),
                state.path("height").asInt(),
                state.path("seekable").asBoolean());
    }

    /** What is on the screen now. */
    public Shown shown() {
        return shown(browser.evaluate("cliprange.shown()"));
    }

    /** Goes to a time and waits for the picture there. */
    public Shown seek(double seconds) {
        return shown(browser.evaluate("cliprange.seek(" + seconds + ")"));
    }

    /** Plays from where it stands to its end. */
    public Played play() {
        JsonNode played = browser.evaluate("cliprange.play()");
        var frames = new ArrayList<Integer>();
        for (JsonNode cells : played.path("seen")) {
            read(cells).ifPresent(frames::add);
        }
        return new Played(
                frames,
                shown(played.path("last")),
                played.path("endedAt").asDouble(),
                played.path("total").asInt());
    }

    private static Shown shown(JsonNode shown) {
        return new Shown(shown.path("time").asDouble(), read(shown.path("cells")));
    }

    private static OptionalInt read(JsonNode cells) {
        return NumberedPicture.read(
                cells.valueStream().mapToInt(JsonNode::asInt).toArray());
    }

    private static String script() {
        try (var resource = BrowserPlayer.class.getResourceAsStream("player.js")) {
            if (resource == null) {
                throw new IllegalStateException("player.js is not among the test resources");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
