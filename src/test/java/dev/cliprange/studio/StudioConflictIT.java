package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two people, one in Chromium and one in Firefox, cut one source. The edits of one are held back until the other one has made a change. */
class StudioConflictIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Origin ORIGIN = Origin.shared();
    private static final String ROWS = "[...document.querySelectorAll('.clip-row')].map(it => it.textContent)";
    /** Lets requests that change something wait, until {@link #RELEASE}. */
    private static final String HOLD = "(() => { const real = window.fetch; window.held = 0; let open;"
            + " const gate = new Promise(done => { open = done; });"
            + " window.fetch = async (path, given) => { if ((given?.method ?? 'GET') !== 'GET') { window.held++;"
            + " await gate; } return real(path, given); };"
            + " window.letGo = () => { window.fetch = real; open(); return true; }; return true; })()";

    private static final String RELEASE = "window.letGo()";

    private static Chromium browser;
    private static Browser otherBrowser;
    private static StudioPage page;
    private static StudioPage otherPage;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        otherBrowser = Browser.firefox();
        page = new StudioPage(browser, ORIGIN);
        otherPage = new StudioPage(otherBrowser, ORIGIN);
        browser.show(1280, 800, false);
        for (StudioPage each : List.of(page, otherPage)) {
            each.open("");
            each.signIn();
        }
    }

    @AfterAll
    static void stop() {
        Stream.of(browser, otherBrowser).filter(each -> each != null).forEach(Browser::close);
    }

    @Test
    void conflictOfEachKind_isAMessage_andEndsInTheSamePicture() {
        JsonNode film = opened("studio/conflicts.mp4", 40, 95);

        // Moved under me.
        at(page, 40);
        hold();
        browser.press(".");
        untilHeld();
        at(otherPage, 40);
        otherBrowser.press(".", ".");
        untilStarts(film, 0, 42, 95);
        browser.evaluate(RELEASE);
        untilMessage("The cut was not moved. Another client moved its end to 00:00:01;12 meanwhile.");
        untilSamePicture(film, 0, 42, 95);
        browser.press("y");
        untilStarts(film, 0, 41, 95);
        otherPage.until("document.querySelector('cr-messages').textContent.includes('Another client changed')");
        untilSamePicture(film, 0, 41, 95);

        // Deleted.
        at(page, 140);
        hold();
        browser.press("[");
        untilHeld();
        at(otherPage, 100);
        otherBrowser.press("Delete");
        untilStarts(film, 0, 41);
        browser.evaluate(RELEASE);
        untilMessage("The clip was not changed. Another client deleted the clip meanwhile.");
        untilSamePicture(film, 0, 41);

        // The neighbour at a cut is deleted, so the cut is gone.
        at(page, 41);
        hold();
        browser.press(".");
        untilHeld();
        at(otherPage, 60);
        otherBrowser.press("Delete");
        untilStarts(film, 0);
        browser.evaluate(RELEASE);
        page.until("document.querySelector('.message.error a[href$=\"/clips-not-adjacent\"]')");
        untilSamePicture(film, 0);

        // Overlapping.
        at(page, 100);
        browser.press("i");
        page.goTo(120);
        hold();
        browser.press("o");
        untilHeld();
        at(otherPage, 110);
        otherBrowser.press("i");
        otherPage.goTo(140);
        otherBrowser.press("o");
        untilStarts(film, 0, 110);
        browser.evaluate(RELEASE);
        page.until("document.querySelector('.message.error a[href$=\"/clip-overlap\"]')");
        untilSamePicture(film, 0, 110);
    }

    @Test
    void editsOnARejectedOne_areNotMadeEither_andAreRepeatedTogether() {
        JsonNode film = opened("studio/dependent.mp4", 60);

        at(page, 30);
        hold();
        browser.press("s");
        untilHeld();
        browser.press(".");
        page.until("document.querySelector('.room .sign').textContent !== ''"
                + " && document.querySelectorAll('.clip-row')[1].textContent.includes('00:00:01;01')");
        at(otherPage, 10);
        otherBrowser.press("Enter");
        otherPage.until("document.activeElement.name === 'title'");
        otherBrowser.type("Intro");
        otherBrowser.press("Enter");
        await().atMost(LONGEST)
                .until(() -> clips(film).getFirst().path("title").asString("").equals("Intro"));
        browser.evaluate(RELEASE);
        untilMessage("The clip was not split. Another client named it “Intro” meanwhile. You see the state of now."
                + " An edit that you made on it since then was not made either.");
        untilSamePicture(film, 0, 60);

        browser.press("y");
        untilSamePicture(film, 0, 31, 60);
    }

    @Test
    void firstCuts_ofTwoPeopleAtOnce_doNotReplaceEachOther() {
        JsonNode film = opened("studio/fresh.mp4");

        at(page, 40);
        hold();
        browser.press("s");
        untilHeld();
        at(otherPage, 95);
        otherBrowser.press("s");
        untilStarts(film, 0, 95);
        browser.evaluate(RELEASE);
        untilMessage("The source was not cut. Another client changed the clips meanwhile.");
        untilSamePicture(film, 0, 95);
    }

    /** Opens a new source, with cuts, in both browsers. */
    private static JsonNode opened(String key, int... cuts) {
        Origin.storage()
                .put(
                        key,
                        NumberedVideo.avc(new FrameRate(30_000, 1001), 150, 30).file());
        JsonNode film = ORIGIN.client().readySource("s3://" + Origin.storage().bucket() + "/" + key);
        if (cuts.length > 0) {
            List<Map<String, Integer>> frames =
                    IntStream.of(cuts).mapToObj(frame -> Map.of("frame", frame)).toList();
            ORIGIN.client()
                    .post("/api/sources/" + id(film) + "/clips:partition", Map.of("cuts", frames))
                    .expect(200);
        }
        for (StudioPage each : List.of(page, otherPage)) {
            each.open("?source=" + id(film));
            each.untilFrame(0);
            each.untilClips(cuts.length == 0 ? 0 : cuts.length + 1);
            each.until("document.querySelector('cr-room').feed.opened");
        }
        return film;
    }

    /** Goes to a frame with nothing selected, so that keys work on the clip at the playhead. */
    private static void at(StudioPage who, int frame) {
        (who == page ? browser : otherBrowser).press("Escape");
        who.goTo(frame);
    }

    private static void hold() {
        browser.evaluate(HOLD);
    }

    private static void untilHeld() {
        page.until("window.held > 0");
    }

    private static void untilMessage(String text) {
        page.until(
                "[...document.querySelectorAll('.message.error')].some(it => it.textContent.includes('" + text + "'))");
    }

    private static void untilStarts(JsonNode film, Integer... frames) {
        await().atMost(LONGEST).until(() -> starts(film).equals(List.of(frames)));
    }

    /** Waits until both browsers show the clips that the server has, and no edit waits. */
    private static void untilSamePicture(JsonNode film, Integer... frames) {
        untilStarts(film, frames);
        page.untilClips(frames.length);
        otherPage.untilClips(frames.length);
        await().atMost(LONGEST).until(() -> browser.evaluate(ROWS).equals(otherBrowser.evaluate(ROWS)));
        assertThat(starts(film)).containsExactly(frames);
        for (int i = 0; i < frames.length; i++) {
            assertThat(browser.evaluate(ROWS).path(i).asString())
                    .contains("%02d:%02d;%02d".formatted(0, frames[i] / 30, frames[i] % 30));
        }
    }

    private static List<Integer> starts(JsonNode film) {
        return clips(film).stream().map(clip -> clip.path("startFrame").asInt()).toList();
    }

    private static List<JsonNode> clips(JsonNode film) {
        return ORIGIN.client()
                .get("/api/sources/" + id(film) + "/clips")
                .expect(200)
                .path("items")
                .valueStream()
                .toList();
    }

    private static String id(JsonNode film) {
        return film.path("id").asString();
    }
}
