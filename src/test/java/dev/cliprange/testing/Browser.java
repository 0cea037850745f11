package dev.cliprange.testing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real browser without a window, spoken to over its own debugging socket: no driver program and no library, which would
 * have to fit its version. One page; its processes end with {@link #close()}.
 */
public sealed interface Browser extends AutoCloseable permits Chromium, Firefox, WebKit {

    Duration LONGEST_COMMAND = Duration.ofMinutes(2);

    /** @throws TestAbortedException if there is none on {@code PATH}: the test is shown as skipped */
    static Chromium chromium() {
        return Chromium.start();
    }

    /** @throws TestAbortedException if there is none on {@code PATH}: the test is shown as skipped */
    static Browser firefox() {
        return Firefox.start();
    }

    /** @throws TestAbortedException if it is not installed; the test is then reported as skipped */
    static WebKit webKit() {
        return WebKit.start();
    }

    /**
     * Loads a page; returns when it has loaded. One that answers 404 with a body is a page too.
     *
     * @throws IllegalStateException if there is no answer
     */
    void navigate(URI page);

    /**
     * Runs script in the page.
     *
     * @param expression of a value that JSON can say, or of a promise of one
     * @throws IllegalStateException with the script's error, if it throws or rejects
     */
    default JsonNode evaluate(String expression) {
        String text =
                evaluateToText("Promise.resolve(" + expression + ").then(value => JSON.stringify(value ?? null))");
        return JsonMapper.shared().readTree(text);
    }

    /**
     * Presses and releases keys, one after another.
     *
     * @param names as {@code s}, {@code Shift+ArrowRight}, {@code Control+z}: modifiers, and the {@code key} of the event
     */
    void press(String... names);

    /** Types text into the element that has the focus. */
    void type(String text);

    /** Clicks the middle of an element with the mouse. */
    void click(String selector);

    /** Gives files to an input, as a person does who chooses them. */
    void choose(String selector, Path... files);

    /** Writes what the window shows to a PNG file. */
    void screenshot(Path file);

    /** Returns the errors of the page since the last call. */
    List<String> complaints();

    /** Runs script whose value is the promise of a string. */
    String evaluateToText(String promiseOfText);

    @Override
    void close();
}
