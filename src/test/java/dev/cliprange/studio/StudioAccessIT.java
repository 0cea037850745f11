package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** The studio by touch on a narrow screen, and with large text. */
class StudioAccessIT {

    private static final Origin ORIGIN = Origin.shared();

    private static Chromium browser;
    private static StudioPage page;
    private static String film;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        page = new StudioPage(browser, ORIGIN);
        Origin.storage()
                .put(
                        "studio/access.mp4",
                        NumberedVideo.avc(new FrameRate(30_000, 1001), 150, 30).file());
        JsonNode source = ORIGIN.client().readySource("s3://" + Origin.storage().bucket() + "/studio/access.mp4");
        film = source.path("id").asString();
        browser.show(1280, 800, false);
        page.open("");
        page.signIn();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        var cuts = List.of(Map.of("frame", 40), Map.of("frame", 95));
        ORIGIN.client()
                .post("/api/sources/" + film + "/clips:partition", Map.of("cuts", cuts))
                .expect(200);
        browser.show(1280, 800, false);
    }

    private static void openRoom() {
        page.open("?source=" + film);
        page.untilFrame(0);
        page.untilClips(3);
    }

    @Test
    void narrowScreen_isUsedByTouch() {
        browser.show(360, 740, false);
        openRoom();

        // On the timeline, to a place of the source.
        JsonNode place = browser.evaluate("(() => { const canvas = document.querySelector('cr-timeline canvas');"
                + " canvas.scrollIntoView({ block: 'center' }); const box = canvas.getBoundingClientRect();"
                + " return [box.left + box.width / 2, box.top + 40]; })()");
        browser.tap(place.path(0).asDouble(), place.path(1).asDouble());
        page.until("document.querySelector('cr-player').frame > 65 && document.querySelector('cr-player').frame < 85");
        touch("[...document.querySelectorAll('.tools button')].find(it => it.textContent === 'Split')");
        page.untilClips(4);

        // Each action of a key is in the table of keys.
        touch("[...document.querySelectorAll('.tools button')].find(it => it.textContent === 'Keys')");
        page.until("document.querySelector('.keys-dialog[open]')");
        touch("[...document.querySelectorAll('.keys-dialog .run')].find(it => it.textContent.startsWith('Merge'))");
        page.untilClips(3);
        touch("[...document.querySelectorAll('.tools button')].find(it => it.textContent === 'Undo')");
        page.untilClips(4);
        touch("document.querySelectorAll('.clip-row')[3]");
        page.untilFrame(95);
        touch("document.querySelector('[aria-label=\"One frame on\"]')");
        page.untilFrame(96);
    }

    @Test
    @EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
    void textOfTwiceTheSize_needsNoScrollingToTheSide() {
        openRoom();
        for (String rest : List.of("?source=" + film, "", "?page=operations")) {
            page.open(rest);
            page.until("document.querySelector('cr-timeline canvas, .source, .chart')");
            browser.evaluate("(document.documentElement.style.fontSize = '200%', true)");
            page.until("document.documentElement.scrollWidth <= innerWidth");
            assertThat(browser.evaluate(
                                    "[...document.querySelectorAll('main button')].filter(it => it.checkVisibility()"
                                            + " && it.scrollWidth > it.clientWidth + 1).map(it => it.textContent)")
                            .size())
                    .as(rest)
                    .isZero();
            browser.screenshot(StudioPage.SCREENSHOTS.resolve(
                    "text-200-" + (rest.isEmpty() ? "sources" : rest.substring(1, 5)) + ".png"));
        }
    }

    private static void touch(String element) {
        JsonNode place = browser.evaluate("(() => { const element = " + element
                + "; element.scrollIntoView({ block: 'center' }); const box = element.getBoundingClientRect();"
                + " return [box.left + box.width / 2, box.top + box.height / 2]; })()");
        browser.tap(place.path(0).asDouble(), place.path(1).asDouble());
    }
}
