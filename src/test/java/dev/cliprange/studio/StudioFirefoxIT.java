package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.PlayedFrames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The main journey in Firefox: a file is uploaded, cut by keys and played. */
class StudioFirefoxIT {

    private static final String BUCKET = "studio-firefox";
    private static final int PART_BYTES = 5 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static Origin origin;
    private static Browser browser;
    private static StudioPage page;

    @BeforeAll
    static void start() {
        browser = Browser.firefox();
        // A bucket of its own: the other servers of this JVM delete the parts of uploads that they do not know.
        Origin.storage().client().createBucket(create -> create.bucket(BUCKET)).join();
        origin = Origin.start(
                Map.of("cliprange.storage.bucket", BUCKET, "cliprange.upload.smallest-part", "5MB"),
                Map.of("sharedKeys", new SharedKeys()));
        page = new StudioPage(browser, origin);
    }

    @AfterAll
    static void stop() throws Exception {
        if (origin != null) {
            origin.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void file_isUploadedWithAReloadInTheMiddle_cutByKeys_andPlayed() throws IOException {
        upload(StudioUploadIT.film(folder, "firefox.mp4", 2 * PART_BYTES, 7));
        browser.click(".source .cover");
        page.untilFrame(0);

        // Steps and cuts.
        for (int frame = 1; frame <= 3; frame++) {
            browser.press("ArrowRight");
            page.untilFrame(frame);
        }
        browser.press("ArrowLeft");
        page.untilFrame(2);
        page.goTo(20);
        browser.press("s");
        page.untilClips(2);
        page.goTo(40);
        browser.press("s");
        page.untilClips(3);
        assertThat(starts()).containsExactly(0, 20, 40);

        // The clip plays, and its start is moved by a frame.
        browser.press("p");
        page.until("document.querySelector('cr-player').mode === 'clip'");
        page.until("document.querySelector('cr-player').frame > 40");
        browser.press("k", "ArrowUp");
        page.untilFrame(40);
        page.until("document.querySelector('.clip-video').src.includes('/videos/clips/')");

        // Firefox shows the lead-in of the copy, so the page goes to the first frame of the clip.
        page.select("form", "copy");
        page.untilFrame(40);
        browser.press("ArrowRight");
        page.untilFrame(41);

        // A loop begins at the first frame of the clip, too.
        page.recordFrames();
        browser.press("r", "p");
        page.until("window.frames_.some((frame, i) => i > 0 && frame < window.frames_[i - 1] - 5)");
        page.until("window.frames_.at(-1) > 45");
        browser.press("k", "r");
        assertThat(page.recordedFrames()).allMatch(frame -> frame >= 40);
        page.select("form", "precise");
        browser.press("ArrowUp");
        page.untilFrame(40);
        String before = clips().get(2).path("streamUrl").asString();
        browser.press(".");
        untilStarts(0, 20, 41);
        assertThat(origin.client().play(before).statusCode()).isEqualTo(410);
        page.untilClips(3);

        // All clips play without a gap in their frames.
        browser.press("Escape", "Home");
        page.untilFrame(0);
        page.recordFrames();
        browser.press("a");
        page.until("document.querySelector('cr-player').frame === 59 && !document.querySelector('cr-player').playing");
        assertThat(page.recordedFrames()).satisfies(PlayedFrames::inOrder).contains(20, 41, 59);
        assertThat(page.recordedChanges()).hasSize(2);
        browser.screenshot(StudioPage.SCREENSHOTS.resolve("room-firefox.png"));

        // Everything is undone and done again.
        for (List<Integer> starts : List.of(List.of(0, 20, 40), List.of(0, 20), List.<Integer>of())) {
            browser.press("Control+z");
            await().atMost(LONGEST).until(() -> starts().equals(starts));
            page.untilClips(starts.size());
        }
        for (List<Integer> starts : List.of(List.of(0, 20), List.of(0, 20, 40), List.of(0, 20, 41))) {
            browser.press("Control+Shift+Z");
            await().atMost(LONGEST).until(() -> starts().equals(starts));
            page.untilClips(starts.size());
        }
        assertThat(browser.complaints()).isEmpty();
    }

    /** Interrupts the upload by a reload, and chooses the file again, as Firefox keeps no handle of it. */
    private static void upload(Path film) {
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-uploads input[name=files]')");
        browser.evaluate(StudioUploadIT.HOLD_AFTER.formatted(1));
        browser.choose("cr-uploads input[name=files]", film);
        await().atMost(LONGEST)
                .until(() -> browser.evaluate(StudioUploadIT.REMEMBERED).size() == 1);
        String id = browser.evaluate(StudioUploadIT.REMEMBERED).path(0).asString();
        await().atMost(LONGEST)
                .until(() -> origin.client()
                                .get("/api/uploads/" + id)
                                .expect(200)
                                .path("parts")
                                .size()
                        == 1);

        page.open("");
        page.until("document.querySelector('.upload .facts')?.textContent.includes('50 %')");
        // The driver gives the file to the input, so no window of the system may open.
        browser.evaluate("(HTMLInputElement.prototype.click = () => {}, true)");
        browser.click(".upload .again");
        browser.choose("cr-uploads input[name=again]", film);
        page.until("document.querySelector('.source .state.ready')");
        assertThat(browser.evaluate(StudioUploadIT.REMEMBERED).size()).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    private static void untilStarts(Integer... frames) {
        await().atMost(LONGEST).until(() -> starts().equals(List.of(frames)));
    }

    private static List<Integer> starts() {
        return clips().stream().map(clip -> clip.path("startFrame").asInt()).toList();
    }

    private static List<JsonNode> clips() {
        String source = origin.client()
                .get("/api/sources")
                .expect(200)
                .at("/items/0/id")
                .asString();
        return origin.client()
                .get("/api/sources/" + source + "/clips")
                .expect(200)
                .path("items")
                .valueStream()
                .toList();
    }
}
