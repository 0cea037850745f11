package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The npm package {@code hls.js}, playing in the page of a {@link BrowserPlayer}. */
public final class HlsJs {

    private static final String VERSION = "1.7.4";
    private static final Path FOLDER = Path.of("target", "hls-js");
    private static final Path SCRIPT = FOLDER.resolve(Path.of("node_modules", "hls.js", "dist", "hls.min.js"));

    private final Browser browser;

    private HlsJs(Browser browser) {
        this.browser = browser;
    }

    /**
     * Loads a stream into the player of a page, and waits until its first picture is there.
     *
     * @throws TestAbortedException if the package cannot be had; the test is then reported as skipped
     * @throws IllegalStateException with hls.js's error, if it gives up
     */
    public static HlsJs load(Browser browser, BrowserPlayer player, URI master) {
        new NpmPackage("hls.js", VERSION, FOLDER).installed();
        browser.evaluate("(() => {\n" + script() + "\nreturn true; })()");
        browser.evaluate("""
                (async () => {
                  const video = document.querySelector('video');
                  const hls = new Hls({ enableWorker: false });
                  window.hlsErrors = [];
                  const loaded = new Promise((resolve, reject) => {
                    video.addEventListener('loadeddata', resolve, { once: true });
                    hls.on(Hls.Events.ERROR, (name, data) => {
                      window.hlsErrors.push(data.details + ' ' + (data.error?.message ?? ''));
                      if (data.fatal) {
                        reject(new Error(window.hlsErrors.join(', ')));
                      }
                    });
                  });
                  hls.loadSource(%s);
                  hls.attachMedia(video);
                  await loaded;
                  await new Promise(resolve => {
                    video.requestVideoFrameCallback(resolve);
                    setTimeout(resolve, 300);
                  });
                  return null;
                })()""".formatted(JsonMapper.shared().writeValueAsString(master.toString())));
        return new HlsJs(browser);
    }

    /** All errors so far, also those it recovered from. */
    public List<String> errors() {
        return browser.evaluate("window.hlsErrors")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    /** Where the buffer of video begins, in seconds. */
    public double bufferedFrom() {
        return browser.evaluate("document.querySelector('video').buffered.start(0)")
                .asDouble();
    }

    private static String script() {
        try {
            return Files.readString(SCRIPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
