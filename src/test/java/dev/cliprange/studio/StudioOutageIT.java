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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** The feed, the API and the video are taken away from the studio in turn, and come back. */
class StudioOutageIT {

    private static final Duration LONGEST = Duration.ofSeconds(90);
    private static final Origin ORIGIN = Origin.shared();
    private static final String SIGN = "document.querySelector('.room .sign').textContent";
    private static final String FEED_SIGN = "document.querySelector('.top .sign')";
    private static final String MESSAGES = "document.querySelector('cr-messages').textContent";
    private static final String UNREADABLE =
            "[...document.querySelectorAll('.message.error')].some(it => it.textContent.includes('tried again'))";

    private static Chromium browser;
    private static StudioPage page;
    private static JsonNode film;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        page = new StudioPage(browser, ORIGIN);
        browser.show(1280, 800, false);
        page.open("");
        page.signIn();
        Origin.storage()
                .put(
                        "studio/outage.mp4",
                        NumberedVideo.avc(new FrameRate(30_000, 1001), 150, 30).file());
        film = ORIGIN.client().readySource("s3://" + Origin.storage().bucket() + "/studio/outage.mp4");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void cut() {
        var cuts = List.of(Map.of("frame", 40), Map.of("frame", 95));
        ORIGIN.client().post(path() + "/clips:partition", Map.of("cuts", cuts)).expect(200);
    }

    @AfterEach
    void giveBack() {
        browser.block();
    }

    @Test
    void feedThatIsAway_isSaid_andChangesAppearWhenItIsBack() {
        browser.block("*/api/events*");
        page.open("?source=" + id());
        page.untilFrame(0);
        page.untilClips(3);
        page.until("!" + FEED_SIGN + ".hidden && " + FEED_SIGN + ".textContent.includes('interrupted')");

        // Own edits are made, and those of others are not seen.
        page.goTo(20);
        browser.press("s");
        untilStarts(0, 20, 40, 95);
        page.untilClips(4);
        ORIGIN.client()
                .delete("/api/clips/" + clips().getLast().path("id").asString())
                .expect(204);
        assertThat(browser.evaluate("document.querySelectorAll('.clip-row').length")
                        .asInt())
                .isEqualTo(4);

        browser.block();
        // The browser reports that the network is back, which ends the wait.
        browser.evaluate("dispatchEvent(new Event('online'))");
        page.untilClips(3);
        page.until(FEED_SIGN + ".hidden");
        page.until(MESSAGES + ".includes('Another client changed the clips')");
    }

    /** A browser keeps pages that were left for its back button, and opens six connections to one host. */
    @Test
    @EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
    void pagesThatWereLeft_holdNoConnection() {
        for (int i = 0; i < 8; i++) {
            page.open("");
            // A connection of a page that was kept ends after a minute.
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> browser.evaluate("Boolean(document.querySelector('cr-sources')?.feed.opened)")
                            .asBoolean());
        }

        // A page that is shown again reads the feed again.
        browser.evaluate("(dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })), true)");
        assertThat(browser.evaluate("document.querySelector('cr-sources').feed.opened")
                        .asBoolean())
                .isFalse();
        browser.evaluate("(dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), true)");
        page.until("document.querySelector('cr-sources').feed.opened");
    }

    @Test
    void apiThatIsAway_isSaid_andEditsWaitAndAreMadeOnce() {
        page.open("?source=" + id());
        page.untilFrame(0);
        page.untilClips(3);
        page.goTo(20);
        browser.block("*/api/clips*", "*/api/sources/*/clips*", "*/api/operations*", "*/api/sources/*/operations*");
        browser.press("s", "Escape", "ArrowRight");
        page.untilFrame(21);
        browser.press("s");
        page.until(SIGN + ".includes('cannot be reached') && " + SIGN + ".includes('2 edits wait')");

        // They are shown, and the server does not have them.
        assertThat(browser.evaluate("document.querySelectorAll('.clip-row').length")
                        .asInt())
                .isEqualTo(5);
        assertThat(starts()).containsExactly(0, 40, 95);

        browser.block();
        untilStarts(0, 20, 21, 40, 95);
        page.untilClips(5);

        // A page that is opened meanwhile waits, and shows the source when the API is back.
        browser.block("*/api/sources/*");
        page.open("?source=" + id());
        page.until("document.querySelector('.room h1').textContent.includes('Trying again')");
        browser.block();
        page.untilFrame(0);
        page.untilClips(5);
    }

    /** The response to an edit is lost, after the server has made it. */
    @Test
    void lostResponses_neitherRepeatAnEdit_norUndoTwice() {
        page.open("?source=" + id());
        page.untilFrame(0);
        page.untilClips(3);
        page.goTo(20);
        loseResponses();
        browser.press("s");
        page.until("window.lost === 1");
        untilStarts(0, 20, 40, 95);
        page.untilClips(4);
        page.goTo(60);
        browser.press("s");
        untilStarts(0, 20, 40, 60, 95);
        page.untilClips(5);

        loseResponses();
        browser.press("Control+z");
        page.until("window.lost === 1");
        untilStarts(0, 20, 40, 95);
        page.untilClips(4);
        page.until("window.sent >= 2");
        assertThat(starts()).containsExactly(0, 20, 40, 95);
        assertThat(browser.evaluate("document.querySelectorAll('.message.error').length")
                        .asInt())
                .isZero();
    }

    @Test
    void videoThatIsAway_isSaid_andPlaysWhenItIsBack() {
        // The source, before its first byte.
        browser.block("*/api/sources/*/hls/*");
        page.open("?source=" + id());
        page.until(UNREADABLE);
        browser.block();
        page.untilFrame(0);
        page.until(MESSAGES + ".includes('can be read again')");
        page.until("!" + UNREADABLE);

        // A clip. Cuts are made meanwhile.
        browser.block("*/videos/clips/*");
        page.goTo(100);
        browser.press("p");
        page.until(UNREADABLE);
        browser.press("s");
        untilStarts(0, 40, 95, 100);
        browser.press("Escape");
        page.goTo(50);
        browser.press("p");
        page.until("document.querySelector('cr-player').mode === 'clip'");
        browser.block();
        page.until("document.querySelector('cr-player').frame > 50 && document.querySelector('cr-player').frame < 95"
                + " && document.querySelector('.clip-video:not(.spare)').readyState >= 2");
        page.until("!" + UNREADABLE);
        browser.press("k");
        assertThat(page.shownFrame().orElseThrow()).isBetween(40, 94);
    }

    /** Lets the server make the next change, and loses its response. */
    private static void loseResponses() {
        browser.evaluate("(() => { window.real ??= window.fetch; window.lost = 0; window.sent = 0;"
                + " window.fetch = async (path, given) => { const response = await window.real(path, given);"
                + " if ((given?.method ?? 'GET') === 'GET') return response;"
                + " window.sent++;"
                + " if (window.lost++ === 0) throw new TypeError('lost');"
                + " window.lost = 1; return response; }; return true; })()");
    }

    private static void untilStarts(Integer... frames) {
        await().atMost(LONGEST).until(() -> starts().equals(List.of(frames)));
    }

    private static List<Integer> starts() {
        return clips().stream().map(clip -> clip.path("startFrame").asInt()).toList();
    }

    private static List<JsonNode> clips() {
        return ORIGIN.client()
                .get(path() + "/clips")
                .expect(200)
                .path("items")
                .valueStream()
                .toList();
    }

    private static String path() {
        return "/api/sources/" + id();
    }

    private static String id() {
        return film.path("id").asString();
    }
}
