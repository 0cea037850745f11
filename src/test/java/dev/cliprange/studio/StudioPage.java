package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.NumberedPicture;
import dev.cliprange.testing.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** The studio in a browser, as a person sees and uses it. */
final class StudioPage {

    static final Path SCREENSHOTS = Path.of("target", "studio-screenshots");

    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Path AXE = Path.of("target", "axe", "node_modules", "axe-core", "axe.min.js");

    /** The brightness in the middle of each cell of a numbered picture; null if no video shows one. */
    private static final String CELLS = """
        (() => {
          const video = document.querySelector('cr-player video:not([hidden]):not(.spare)');
          if (!video || video.readyState < 2) return null;
          const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
          const context = canvas.getContext('2d');
          context.drawImage(video, 0, 0);
          const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
          const values = [];
          for (let row = 0; row < 4; row++) {
            for (let column = 0; column < 8; column++) {
              const x = Math.floor((2 * column + 1) * canvas.width / 16);
              const y = Math.floor((2 * row + 1) * canvas.height / 8);
              const at = 4 * (y * canvas.width + x);
              values.push(Math.round((pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3));
            }
          }
          return values;
        })()\
        """;

    private final Browser browser;
    private final Origin origin;

    StudioPage(Browser browser, Origin origin) {
        this.browser = browser;
        this.origin = origin;
    }

    /** Opens a URL below the studio. Its page loads again, also if only the fragment differs. */
    void open(String rest) {
        browser.navigate(URI.create("about:blank"));
        browser.navigate(origin.base().resolve("/studio" + rest));
    }

    /** Types the key of the operator into the form, and waits until the form is gone. */
    void signIn() {
        signIn(Origin.API_KEY);
    }

    void signIn(String key) {
        until("document.activeElement?.name === 'key'");
        browser.type(key);
        browser.press("Enter");
        until("!document.querySelector('cr-sign-in')");
    }

    /** Forgets the key of this tab. Leaves the studio first, so that it sends no request without a key. */
    void signOut() {
        browser.navigate(origin.base().resolve("/favicon.ico"));
        browser.evaluate("sessionStorage.clear()");
    }

    /** Waits until an expression is true. */
    void until(String expression) {
        await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> browser.evaluate("Boolean(" + expression + ")").asBoolean());
    }

    /** Presses a button by its label. */
    void press(String label) {
        browser.evaluate("([...document.querySelectorAll('main button')].find(it => it.textContent === '" + label
                + "').click(), true)");
    }

    /** Chooses an option of a select element. */
    void select(String name, String value) {
        browser.evaluate("(() => { const select = document.querySelector('select[name=" + name + "]'); select.value = '"
                + value + "'; select.dispatchEvent(new Event('change', { bubbles: true })); return select.value; })()");
    }

    /** Waits until the picture of a frame is on the screen, and the page says so. */
    void untilFrame(int frame) {
        await().atMost(LONGEST).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            if (!OptionalInt.of(frame).equals(shownFrame())) {
                throw new AssertionError("shown: " + shownFrame() + " (expected: " + frame + "), page: "
                        + browser.evaluate("document.querySelector('.clock')?.textContent ?? ''"));
            }
        });
        until("document.querySelector('cr-player').frame === " + frame);
    }

    /** Returns the number in the picture that the player shows. */
    OptionalInt shownFrame() {
        return number(browser.evaluate(CELLS));
    }

    private static OptionalInt number(JsonNode cells) {
        return cells.isArray()
                ? NumberedPicture.read(
                        cells.valueStream().mapToInt(JsonNode::asInt).toArray())
                : OptionalInt.empty();
    }

    /** Records the frames that the player reports, and the picture at each change from a clip to the next one. */
    void recordFrames() {
        browser.evaluate("(() => { const player = document.querySelector('cr-player');"
                + " if (!window.frames_) {"
                + " player.addEventListener('shown', ({ detail }) => {"
                + " if (window.frames_.at(-1) !== detail.frame) window.frames_.push(detail.frame); });"
                + " player.addEventListener('next', () => window.changes_.push(" + CELLS + ")); }"
                + " window.frames_ = []; window.changes_ = []; return true; })()");
    }

    /** Returns the numbers that were reported since {@link #recordFrames}, each change once. */
    List<Integer> recordedFrames() {
        return browser.evaluate("window.frames_")
                .valueStream()
                .map(JsonNode::asInt)
                .toList();
    }

    /** Records the picture on the screen, at each frame of the screen. */
    void recordPictures() {
        browser.evaluate("(() => { const player = document.querySelector('cr-player');"
                + " const look = () => { const cells = " + CELLS + "; if (cells) { const { clip } = player;"
                + " const seen = [clip?.startFrame ?? 0, clip?.endFrame ?? -1, cells.map(it => it > 124 ? 224 : 24)];"
                + " if (JSON.stringify(window.pictures_.at(-1)) !== JSON.stringify(seen)) window.pictures_.push(seen); }"
                + " requestAnimationFrame(look); };"
                + " const begun = window.pictures_; window.pictures_ = []; if (!begun) look(); return true; })()");
    }

    /** Returns the pictures since {@link #recordPictures}, each change once. */
    List<Picture> recordedPictures() {
        return browser.evaluate("window.pictures_")
                .valueStream()
                .map(seen -> new Picture(
                        number(seen.path(2)).orElse(-1),
                        seen.path(0).asInt(),
                        seen.path(1).asInt()))
                .toList();
    }

    /**
     * A picture that was on the screen.
     *
     * @param number the number in the picture; -1 if it has none
     * @param first the first frame of the clip that was played; 0 for the source
     * @param end the frame after the last one of the clip; -1 for the source
     */
    record Picture(int number, int first, int end) {}

    /** Returns the number in the picture at each change of clips since {@link #recordFrames}. */
    List<Integer> recordedChanges() {
        return browser.evaluate("window.changes_")
                .valueStream()
                .map(cells -> number(cells).orElse(-1))
                .toList();
    }

    /** Waits until nothing waits for the server and the list has a number of clips. */
    void untilClips(int count) {
        until("document.querySelectorAll('.clip-row').length === " + count
                + " && document.querySelector('.room .sign')?.textContent === ''");
    }

    /** Goes to a frame as a person does: {@code G}, the number, Enter. */
    void goTo(int frame) {
        browser.press("g");
        until("document.querySelector('dialog input[name=time]') === document.activeElement");
        browser.type(frame + "f");
        browser.press("Enter");
        until("!document.querySelector('dialog')");
        untilFrame(frame);
    }

    /** Keeps a picture, and checks that axe-core finds nothing and that nothing is beside the window. */
    void check(String name) throws IOException {
        browser.screenshot(SCREENSHOTS.resolve(name + ".png"));
        assertThat(violations()).as(name).isEmpty();
        assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                        .asBoolean())
                .as(name + " needs no scrolling to the side")
                .isTrue();
    }

    /** Returns what axe-core finds wrong, with the elements. */
    private List<String> violations() throws IOException {
        browser.evaluate("(() => {\n" + Files.readString(AXE) + "\nreturn true; })()");
        JsonNode found =
                browser.evaluate("axe.run(document, { preload: false, resultTypes: ['violations'] }).then(result =>"
                        + " result.violations.map(it => it.id + ': ' + it.nodes.map(node => node.html).join(' | ')))");
        return found.valueStream().map(JsonNode::asString).toList();
    }
}
