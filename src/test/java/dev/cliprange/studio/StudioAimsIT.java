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
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** The size of the studio, how steady its pages are while they load, motion, and its times on a slow processor. */
class StudioAimsIT {

    private static final Origin ORIGIN = Origin.shared();
    private static final int LARGEST_FIRST_LOAD_BYTES = 100_000;
    private static final double LONGEST_INTERACTION_MS = 100;
    private static final double LATEST_LARGEST_PAINT_MS = 1000;
    /** A core of a phone. */
    private static final int SLOWER = 4;

    /** What moved by itself since the first paint. */
    private static final String SHIFTS = entries("layout-shift", "{}")
            + ".then(all => all.filter(it => !it.hadRecentInput).map(it => `${it.value.toFixed(4)}: `"
            + " + it.sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? node?.nodeName).join(' | ')))";
    /** The bytes of each part of the studio that the page has loaded, without the player. */
    private static final String SIZES = "[...performance.getEntriesByType('navigation'),"
            + " ...performance.getEntriesByType('resource')].filter(it => /\\/studio(\\/|$|\\?)/.test(it.name)"
            + " && !it.name.includes('/lib/')).map(it => it.encodedBodySize)";

    private static Chromium browser;
    private static StudioPage page;
    private static String film;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        page = new StudioPage(browser, ORIGIN);
        Origin.storage()
                .put(
                        "studio/aims.mp4",
                        NumberedVideo.avc(new FrameRate(30_000, 1001), 150, 30).file());
        JsonNode source = ORIGIN.client().readySource("s3://" + Origin.storage().bucket() + "/studio/aims.mp4");
        film = source.path("id").asString();
        ORIGIN.client()
                .post(
                        "/api/sources/" + film + "/clips:partition",
                        Map.of("cuts", List.of(Map.of("frame", 40), Map.of("frame", 95))))
                .expect(200);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void begin() {
        browser.show(1280, 800, false);
        page.signOut();
        page.open("");
    }

    @Test
    void firstLoad_isSmall(TestReporter reporter) {
        page.until("document.querySelector('cr-sign-in')");
        JsonNode sizes = browser.evaluate(SIZES);
        int bytes = sizes.valueStream().mapToInt(JsonNode::asInt).sum();
        reporter.publishEntry("first load", bytes + " bytes in " + sizes.size() + " responses");

        // The page, its style sheet and its modules.
        assertThat(sizes.size()).isGreaterThan(20);
        assertThat(sizes.valueStream().mapToInt(JsonNode::asInt)).doesNotContain(0);
        assertThat(bytes).isLessThanOrEqualTo(LARGEST_FIRST_LOAD_BYTES);
    }

    @Test
    void pages_thatLoad_doNotMoveWhatIsShown() {
        page.signIn();
        String clip = ORIGIN.client()
                .get("/api/sources/" + film + "/clips")
                .expect(200)
                .at("/items/1/id")
                .asString();
        for (int width : new int[] {1280, 360}) {
            browser.show(width, 800, false);
            page.open("");
            page.until("document.querySelector('.source .poster[data-drawn]')");
            assertThat(shifts()).as("sources, " + width).isEmpty();
            for (String place : List.of("", "&t=1.5&clip=" + clip)) {
                page.open("?source=" + film + place);
                page.untilFrame(place.isEmpty() ? 0 : 44);
                page.untilClips(3);
                page.until("document.querySelector('cr-room').feed.opened");
                assertThat(shifts()).as("room, " + width + place).isEmpty();
            }
            page.open("?page=operations");
            page.until("document.querySelectorAll('.chart')[1]?.textContent.includes('Responses:')");
            page.until("document.querySelector('.job') || !document.querySelector('.jobs .empty').hidden");
            assertThat(shifts()).as("operations, " + width).isEmpty();
        }
        page.signOut();
        page.open("");
        page.until("document.querySelector('cr-sign-in')");
        assertThat(shifts()).as("sign-in").isEmpty();
    }

    @Test
    void lessMotion_isShownIfTheSystemAsksForIt() {
        page.signIn();
        page.open("?source=" + film);
        page.untilFrame(0);
        // A rule that would move everything, as a later version of the style sheet may have.
        browser.evaluate("(() => { const sheet = new CSSStyleSheet();"
                + " sheet.replaceSync('@keyframes turn { to { rotate: 1turn } } main * { animation: turn 1s infinite;"
                + " transition: all 1s; scroll-behavior: smooth }');"
                + " document.adoptedStyleSheets = [sheet]; return true; })()");
        page.until("document.getAnimations().length > 0");
        browser.reduceMotion(true);
        page.until("document.getAnimations().length === 0");
        assertThat(browser.evaluate("[...document.querySelectorAll('main *')].map(it => getComputedStyle(it))"
                                + ".filter(it => it.transitionDuration !== '0s' || it.animationName !== 'none'"
                                + " || it.scrollBehavior !== 'auto').length")
                        .asInt())
                .isZero();
        browser.press("ArrowRight");
        page.untilFrame(1);
    }

    @Test
    @EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
    void slowProcessor_showsAndReactsInTime(TestReporter reporter) {
        page.signIn();
        browser.slowDown(SLOWER);
        try {
            page.open("");
            page.until("document.querySelector('.source .poster[data-drawn]')");
            double paint = browser.evaluate(entries("largest-contentful-paint", "{}")
                            + ".then(all => all.reduce((latest, it) => Math.max(latest, it.startTime), 0))")
                    .asDouble();
            page.open("?source=" + film);
            page.untilFrame(0);
            page.untilClips(3);
            browser.press("ArrowRight", "ArrowRight", "ArrowDown", "+", "+", "-", "z", "i", "Escape", "v", "v");
            page.goTo(60);
            browser.press("s");
            page.untilClips(4);
            browser.press(".");
            page.untilClips(4);
            browser.press("Control+z");
            page.untilClips(4);
            browser.press("Control+z");
            page.untilClips(3);
            browser.press("?");
            page.until("document.querySelector('.keys-dialog[open]')");
            browser.press("Escape");
            page.until("!document.querySelector('.keys-dialog')");
            JsonNode slow = browser.evaluate(entries("event", "{ durationThreshold: 16 }")
                    + ".then(all => all.map(it => [it.duration, it.name]).sort((a, b) => b[0] - a[0]))");
            reporter.publishEntry(
                    Map.of("largest paint", Math.round(paint) + " ms", "slowest interactions", slow.toString()));

            assertThat(paint).isPositive().isLessThanOrEqualTo(LATEST_LARGEST_PAINT_MS);
            assertThat(slow.valueStream().mapToDouble(it -> it.path(0).asDouble()))
                    .allMatch(duration -> duration <= LONGEST_INTERACTION_MS);
        } finally {
            browser.slowDown(1);
        }
    }

    private static List<String> shifts() {
        return browser.evaluate(SHIFTS).valueStream().map(JsonNode::asString).toList();
    }

    /** All entries of a kind since the page was opened: the browser delivers those that it has kept before a new frame. */
    private static String entries(String type, String options) {
        return "new Promise(done => { const all = []; const observer = new PerformanceObserver(list =>"
                + " all.push(...list.getEntries())); observer.observe({ type: '" + type + "', buffered: true, ..."
                + options + " }); requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {"
                + " all.push(...observer.takeRecords()); observer.disconnect(); done(all); }, 50))); })";
    }
}
