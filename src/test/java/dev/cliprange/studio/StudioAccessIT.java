package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The cutting room by the tab key, by touch on a narrow screen, and with large text. */
class StudioAccessIT {

    private static final Origin ORIGIN = Origin.shared();
    /** More stops than a page with three clips has. */
    private static final int MOST_STOPS = 150;
    /** Names the element that has the focus, and says what is wrong with how it is shown. */
    private static final String FOCUSED = """
        (() => {
          const element = document.activeElement;
          if (element === document.body) return ['', ''];
          window.stops ??= new Map();
          if (!window.stops.has(element)) window.stops.set(element, window.stops.size);
          const style = getComputedStyle(element);
          const box = element.getBoundingClientRect();
          const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left >= 0 && box.right <= innerWidth;
          const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
          const name = `${window.stops.get(element)} ${element.localName} ${element.getAttribute('aria-label') ?? element.textContent}`;
          return [name, !seen ? 'not in the window' : !marked ? 'no outline' : ''];
        })()\
        """;
    /** The controls that can be used, without the focus stops that were seen. */
    private static final String MISSED =
            "[...document.querySelector('%s').querySelectorAll('a[href], button, input, select, summary,"
                    + " canvas[tabindex]')]"
                    + ".filter(it => !it.disabled && it.checkVisibility({ visibilityProperty: true })"
                    + " && !window.stops.has(it)"
                    + " && !it.closest('dialog:not([open])')).map(it => it.outerHTML)";

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
    void focus_reachesEachControl_isVisible_andIsNotLost() {
        openRoom();
        page.goTo(50);
        browser.press("ArrowUp");
        page.until("document.querySelector('.inspector input[name=title]')");
        tabThrough();

        // A clip that is deleted from the list leaves the focus to another one.
        browser.evaluate("(document.querySelectorAll('.clip-row')[1].focus(), true)");
        browser.press("Delete");
        page.untilClips(2);
        assertThat(browser.evaluate("document.activeElement.className").asString())
                .isEqualTo("clip-row");

        // A dialog gives the focus back.
        browser.press("?");
        page.until("document.querySelector('.keys-dialog[open]')");
        browser.press("Escape");
        page.until("document.activeElement.className === 'clip-row'");

        browser.show(360, 740, false);
        tabThrough();
    }

    @Test
    void focusOnEachPageAndInDialogs_isVisible_andIsNotLost() {
        page.open("");
        page.until("document.querySelector('.source .cover')");
        tabThrough();
        page.open("?page=operations");
        page.until("document.querySelectorAll('.chart')[1]?.textContent.includes('Responses:')");
        tabThrough();

        // From page to page by keys, the focus is at the content.
        browser.evaluate("(document.querySelector('.brand').focus(), true)");
        browser.press("Enter");
        page.until("document.querySelector('.source .cover') && document.activeElement.id === 'main'");
        browser.evaluate("(document.querySelector('.source .cover').focus(), true)");
        browser.press("Enter");
        page.until("document.querySelector('cr-room') && document.activeElement.id === 'main'");

        // Dialogs keep the focus, and give it back.
        openRoom();
        for (String key : List.of("?", "g")) {
            browser.evaluate("(document.querySelector('cr-timeline canvas').focus(), true)");
            browser.press(key);
            page.until("document.querySelector('dialog[open]')?.contains(document.activeElement)");
            tabThrough("dialog[open]");
            browser.press("Escape");
            page.until("!document.querySelector('dialog') && document.activeElement.localName === 'canvas'");
        }
        browser.evaluate("(document.querySelector('.cut-lists button').focus(), true)");
        browser.press("Enter");
        page.until("document.querySelector('dialog[open]')?.contains(document.activeElement)");
        tabThrough("dialog[open]");
        browser.press("Escape");
        page.until("!document.querySelector('dialog') && document.activeElement.matches('.cut-lists button')");

        // A list that is drawn again.
        page.signOut();
        page.open("");
        page.until("document.activeElement.name === 'key'");
        tabThrough();
        page.open("");
        page.signIn();
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

    /** Presses Tab from the start of the page until the focus leaves it. */
    private static void tabThrough() {
        // The browser marks the focus after a key, and not after a touch.
        browser.press("Tab");
        browser.evaluate("(document.querySelector('.skip').focus(), true)");
        tabThrough("body");
    }

    /** Presses Tab until the focus leaves an element or is where it was. Each control in it must have had the focus. */
    private static void tabThrough(String within) {
        browser.evaluate("(window.stops = new Map(), true)");
        List<String> wrong = new ArrayList<>();
        var names = new HashSet<String>();
        boolean inDialog = !within.equals("body");
        for (int i = 0; i < MOST_STOPS; i++) {
            JsonNode focused = browser.evaluate(FOCUSED);
            String name = focused.path(0).asString();
            // From the last control of a dialog, the focus goes to the window and then to the first one.
            if (name.isEmpty() && inDialog) {
                inDialog = false;
                browser.press("Tab");
                continue;
            }
            if (name.isEmpty() || !names.add(name)) {
                break;
            }
            if (!focused.path(1).asString().isEmpty()) {
                wrong.add(name + ": " + focused.path(1).asString());
            }
            browser.press("Tab");
        }
        assertThat(wrong).isEmpty();
        assertThat(browser.evaluate(MISSED.formatted(within)).valueStream().map(JsonNode::asString))
                .isEmpty();
    }
}
