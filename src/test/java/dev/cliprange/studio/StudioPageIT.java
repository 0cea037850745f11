package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.NpmPackage;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.PlayedFrames;
import dev.cliprange.timeline.FrameRate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The studio in Chromium, used by keys, on a video whose frames show their numbers. */
class StudioPageIT {

    private static final int FRAMES = 150;
    private static final String HOSTILE = "<img src=x onerror=\"document.title='hacked'\"><script>alert(1)</script>";

    private static Origin origin;
    private static Chromium browser;
    private static StudioPage page;
    private static JsonNode source;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        origin = Origin.start(
                Map.of(
                        "cliprange.playback.signing-key",
                        "studio",
                        "cliprange.playback.keys.studio",
                        "0123456789abcdef0123456789abcdef"),
                Map.of("sharedKeys", new SharedKeys()));
        page = new StudioPage(browser, origin);
        Path file = NumberedVideo.avc(new FrameRate(30_000, 1001), FRAMES, 30).file();
        Origin.storage().put("studio/numbered.mp4", file);
        source = origin.client().readySource("s3://" + Origin.storage().bucket() + "/studio/numbered.mp4");
        Origin.storage().put("studio/hostile.mp4", file);
        origin.client()
                .post(
                        "/api/sources",
                        Map.of("uri", "s3://" + Origin.storage().bucket() + "/studio/hostile.mp4", "title", HOSTILE))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        if (origin != null) {
            origin.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void begin() {
        browser.show(1280, 800, false);
        browser.complaints();
    }

    @Test
    void freshSource_byKeysAlone_becomesClipsThatPlayTheirFrames() {
        page.open("?source=" + id(source));
        page.signOut();
        page.open("?source=" + id(source));
        page.signIn();
        page.untilFrame(0);

        // Steps and cuts.
        for (int frame = 1; frame <= 3; frame++) {
            browser.press("ArrowRight");
            page.untilFrame(frame);
        }
        browser.press("ArrowLeft");
        page.untilFrame(2);
        page.goTo(40);
        browser.press("s");
        page.untilClips(2);
        page.goTo(95);
        browser.press("s");
        page.untilClips(3);
        assertThat(starts()).containsExactly(0, 40, 95);

        // The clip plays through the URL that viewers get.
        browser.press("p");
        page.until("document.querySelector('cr-player').mode === 'clip'");
        page.until("document.querySelector('cr-player').frame > 95");
        browser.press("k", "ArrowUp");
        page.untilFrame(95);
        page.until("document.querySelector('cr-player').mode === 'clip'");
        page.until("document.querySelector('.clip-video').src.includes('/videos/clips/')");

        // The cut is moved by a frame, undone and redone.
        String before = clips().get(2).path("streamUrl").asString();
        browser.press(".");
        await().atMost(Duration.ofSeconds(60)).until(() -> starts().equals(List.of(0, 40, 96)));
        assertThat(origin.client().play(before).statusCode()).isEqualTo(410);
        page.untilClips(3);
        browser.press("Control+z");
        await().atMost(Duration.ofSeconds(60)).until(() -> starts().equals(List.of(0, 40, 95)));
        page.untilClips(3);
        browser.press("Control+Shift+Z");
        await().atMost(Duration.ofSeconds(60)).until(() -> starts().equals(List.of(0, 40, 96)));
        page.untilClips(3);
        assertThat(browser.complaints()).allMatch(it -> it.contains("410"));
    }

    @Test
    void clips_playOneAfterAnother_andTheirFirstFramesAreInThePicture() throws IOException {
        JsonNode film = numbered("studio/all.mp4");
        cut(film, 40, 95);
        page.open("?source=" + id(film) + "#key=" + Origin.API_KEY);
        page.untilFrame(0);
        page.untilClips(3);
        page.recordFrames();
        browser.press("v", "a");
        page.until("document.querySelector('cr-player').frame === 149 && !document.querySelector('cr-player').playing");

        assertThat(page.recordedFrames()).satisfies(PlayedFrames::inOrder).contains(40, 95, 149);
        assertThat(page.recordedChanges())
                .satisfiesExactly(
                        second -> assertThat(second).isBetween(40, 94),
                        third -> assertThat(third).isBetween(95, 149));
        assertThat(browser.evaluate("document.querySelector('.stats').textContent")
                        .asString())
                .contains("PlaysClip", "Dropped frames", "Gap between clips");
        browser.screenshot(StudioPage.SCREENSHOTS.resolve("stats-wide-light.png"));
        browser.press("v");
        page.until("document.querySelector('.stats').hidden");

        // With the loop, a clip begins again.
        page.goTo(95);
        page.recordFrames();
        browser.press("r", "p");
        page.until("window.frames_.lastIndexOf(149) > 0 && window.frames_.at(-1) < 149");
        browser.press("k", "r");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void playBackwards_showsEachFrameOnce() {
        page.open("?source=" + id(source) + "#key=" + Origin.API_KEY);
        page.untilFrame(0);
        page.goTo(20);
        page.recordFrames();
        browser.press("j");
        page.until("document.querySelector('.pill').textContent.includes('backwards')"
                + " || document.querySelector('cr-player').frame === 0");
        page.untilFrame(0);

        assertThat(page.recordedFrames())
                .containsExactlyElementsOf(IntStream.iterate(19, frame -> frame >= 0, frame -> frame - 1)
                        .boxed()
                        .toList());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void key_isChangedForGood_butNotToTheKeyOfAnotherAction() {
        JsonNode film = numbered("studio/keys.mp4");
        page.open("?source=" + id(film) + "#key=" + Origin.API_KEY);
        page.untilFrame(0);
        browser.press("?");
        browser.click("[aria-label='Change the key of: Split at the playhead']");
        browser.press("p");
        page.until("document.querySelector('.keys-dialog .problem').textContent.includes('Play the clip')");
        browser.press("x", "Escape");
        page.until("!document.querySelector('.keys-dialog')");

        page.open("?source=" + id(film) + "#key=" + Origin.API_KEY);
        page.untilFrame(0);
        page.goTo(30);
        browser.press("s", "x");
        page.untilClips(2);
        browser.press("?");
        page.until("document.querySelector('.keys-dialog .title-row button')");
        browser.click(".keys-dialog .title-row button");
        browser.press("Escape");
        page.until("!document.querySelector('.keys-dialog')");
        page.goTo(60);
        browser.press("x", "s");
        page.untilClips(3);
        assertThat(browser.evaluate("localStorage.length").asInt()).isZero();
    }

    @Test
    void foreignChange_appears_andAConflictIsAMessage() {
        JsonNode fresh = numbered("studio/shared.mp4");
        OriginClient other = origin.client();
        page.open("?source=" + id(fresh) + "#key=" + Origin.API_KEY);
        page.untilFrame(0);
        page.until("document.querySelector('cr-room').feed.opened");
        JsonNode clip = other.clip(fresh, Map.of("frame", 10), Map.of("frame", 60));
        page.untilClips(1);
        page.until("document.querySelector('cr-messages').textContent.includes('Another client')");

        other.clip(fresh, Map.of("frame", 60), Map.of("frame", 90));
        page.untilClips(2);
        // The page does not know of this clip yet when it sends its own: the server decides.
        browser.evaluate("(window.fetched = window.fetch, window.fetch = (path, given) => given?.method === 'PATCH'"
                + " ? window.fetched(path, { ...given, headers: { ...given.headers, 'If-Match': '\"other\"' } })"
                + " : window.fetched(path, given), true)");
        page.goTo(20);
        browser.press("[");
        page.until("document.querySelector('.message.error')?.textContent.includes('precondition-failed')");
        page.untilClips(2);
        assertThat(origin.client()
                        .get("/api/clips/" + clip.path("id").asString())
                        .body()
                        .path("startFrame")
                        .asInt())
                .isEqualTo(10);

        // The intention is one key away.
        browser.evaluate("(window.fetch = window.fetched, true)");
        browser.press("y");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> origin.client()
                                .get("/api/clips/" + clip.path("id").asString())
                                .body()
                                .path("startFrame")
                                .asInt()
                        == 20);
        // A page with edits that wait asks before it is left.
        page.untilClips(2);
    }

    @Test
    void links_playTheClip_andTheTitleIsQuotedInEach() throws IOException {
        JsonNode film = numbered("studio/links.mp4");
        cut(film, 60);
        String clip = "/api/clips/" + clips(film).getFirst().path("id").asString();
        String title = "Anna's \"first\" <b>cut</b> & $(rm -rf .)";
        origin.client().patch(clip, Map.of("title", title)).expect(200);
        page.open("?source=" + id(film) + "&clip="
                + clips(film).getFirst().path("id").asString() + "#key=" + Origin.API_KEY);
        page.untilClips(2);
        page.until("document.querySelector('.inspector input[name=title]')?.value.startsWith('Anna')");
        browser.evaluate("(navigator.clipboard.writeText = async text => { window.copied = text; }, true)");

        String link = copied("Copy link");
        assertThat(origin.client().play(link).statusCode()).isEqualTo(200);
        page.select("expiry", "86400");
        String day = copied("Copy link");
        assertThat(day).isNotEqualTo(link);
        assertThat(origin.client().play(day).statusCode()).isEqualTo(200);
        assertThat(expires(day)).isGreaterThan(expires(link));
        page.until("document.querySelector('cr-messages').textContent.includes('It is valid until')");

        // The snippet, read by the browser's own parser.
        copied("Copy embed code");
        JsonNode embedded = browser.evaluate("(() => { const all = new DOMParser().parseFromString(window.copied,"
                + " 'text/html').body.children; return [all.length, all[0].localName, all[0].title,"
                + " all[0].getAttribute('src'), all[0].children.length].map(String); })()");
        assertThat(embedded.valueStream().map(JsonNode::asString).toList())
                .startsWith("1", "video", title)
                .endsWith("0");
        assertThat(origin.client().play(embedded.path(3).asString()).statusCode())
                .isEqualTo(200);

        // The command, run by a shell.
        Path saved = Files.createTempDirectory("links");
        Process shell = new ProcessBuilder("sh", "-c", copied("Copy curl") + " --silent")
                .directory(saved.toFile())
                .inheritIO()
                .start();
        assertThat(shell.onExit().orTimeout(1, TimeUnit.MINUTES).join().exitValue())
                .isZero();
        Path file = saved.resolve("Anna's _first_ _b_cut__b_ & $(rm -rf .).mp4");
        assertThat(file).hasBinaryContent(origin.client().play(link).body());

        // HLS has its signature in the path.
        page.select("delivery", "hls");
        assertThat(origin.client().play(copied("Copy link")).statusCode()).isEqualTo(200);
        page.select("expiry", "0");
        assertThat(origin.client().play(copied("Copy link")).statusCode()).isEqualTo(200);

        String download = browser.evaluate("document.querySelector('.inspector a.button').href")
                .asString();
        HttpResponse<byte[]> response = origin.client().play(download);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename=\"Anna's _first_");
        Files.delete(file);
        Files.delete(saved);
        assertThat(browser.complaints()).isEmpty();
    }

    /** What a button of the selected clip puts in the clipboard. */
    private static String copied(String label) {
        browser.evaluate("(window.copied = '', true)");
        page.press(label);
        page.until("window.copied");
        return browser.evaluate("window.copied").asString();
    }

    private static long expires(String url) {
        return Pattern.compile("[?&]expires=(\\d+)")
                .matcher(url)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void pages_inBothThemesAndWidths_areAccessible() throws IOException {
        new NpmPackage("axe-core", "4.14.1", Path.of("target", "axe")).installed();
        JsonNode fresh = numbered("studio/pictures.mp4");
        cut(fresh, 30, 75);
        page.open("");
        page.signOut();
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 360}) {
                browser.show(width, width == 360 ? 740 : 800, dark);
                String name = (width == 360 ? "narrow" : "wide") + (dark ? "-dark" : "-light");
                if (width > 360) {
                    page.open("");
                    page.until("document.querySelector('cr-sign-in input')");
                    page.check("sign-in-" + name);
                }
                page.open("#key=" + Origin.API_KEY);
                page.until("document.querySelectorAll('.poster[data-drawn]').length >= 2");
                page.until("![...document.querySelectorAll('.poster[data-drawn]')].some(it =>"
                        + " it.getContext('2d').getImageData(160, 90, 1, 1).data[3] === 0)");
                page.check("sources-" + name);
                page.open("?source=" + id(fresh) + "&t=1.5&clip="
                        + clips(fresh).get(1).path("id").asString());
                page.untilFrame(44);
                page.untilClips(3);
                page.check("room-" + name);
                browser.press("v");
                page.until("!document.querySelector('.stats').hidden");
                page.check("statistics-" + name);
                if (!dark) {
                    browser.press("?");
                    page.until("document.querySelector('.keys-dialog[open]')");
                    page.check("keys-" + name);
                }
                page.signOut();
            }
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void hostileTitles_stayText() {
        page.open("#key=" + Origin.API_KEY);
        page.until("[...document.querySelectorAll('.source h2')].some(it => it.textContent === "
                + tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(HOSTILE) + ")");

        assertThat(browser.evaluate("document.querySelectorAll('main img, main script').length")
                        .asInt())
                .isZero();
        assertThat(browser.evaluate("document.title").asString()).isEqualTo("Cliprange studio");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void keyOfAUrl_isAcceptedOnlyByTheTryItSetup_andRemovedEverywhere() {
        page.open("");
        page.signOut();
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-sources')");
        assertThat(browser.evaluate("location.href").asString()).doesNotContain("#", Origin.API_KEY);
        assertThat(browser.evaluate("performance.getEntriesByType('resource').map(it => it.name).join()")
                        .asString())
                .contains("/api/sources")
                .doesNotContain(Origin.API_KEY);
        page.signOut();

        StudioPage elsewhere = new StudioPage(browser, Origin.shared());
        elsewhere.open("#key=" + Origin.API_KEY);
        elsewhere.until("document.querySelector('cr-sign-in')");
        assertThat(browser.evaluate("location.hash + sessionStorage.length").asString())
                .isEqualTo("0");
    }

    @Test
    void timecode_isThatOfTheStandard() {
        page.open("");
        String time = browser.evaluate("document.querySelector('script[type=module]').src.replace('app.js', 'time.js')")
                .asString();
        JsonNode seen = browser.evaluate("""
            import('%s').then(time => {
              const ntsc = time.parseRate('30000/1001');
              const fast = time.parseRate('60000/1001');
              const pal = time.parseRate('25');
              return [
                time.frameToTimecode(1799, ntsc), time.frameToTimecode(1800, ntsc),
                time.frameToTimecode(17981, ntsc), time.frameToTimecode(17982, ntsc),
                time.frameToTimecode(107892, ntsc), time.frameToTimecode(107892, ntsc, false),
                time.frameToTimecode(3600, fast), time.frameToTimecode(3599, fast), time.frameToTimecode(90001, pal),
                JSON.stringify(time.parseTime('00:01:00;00', ntsc)), JSON.stringify(time.parseTime('01:00:00;00', ntsc)),
                JSON.stringify(time.parseTime('1:02.5', ntsc)), JSON.stringify(time.parseTime('1500f', ntsc)),
                JSON.stringify(time.parseTime('soon', ntsc)), JSON.stringify(time.parseTime('00:00:01:25', pal)),
                [...Array(40000).keys()].every(frame => {
                  const [, h, m, s, f] = /(\\d+):(\\d+):(\\d+);(\\d+)/.exec(time.frameToTimecode(frame, ntsc));
                  return time.timecodeToFrame(+h, +m, +s, +f, ntsc, true) === frame;
                }),
              ].map(String);
            })\
            """.formatted(time));

        assertThat(seen.valueStream().map(JsonNode::asString))
                .containsExactly(
                        "00:00:59;29",
                        "00:01:00;02",
                        "00:09:59;29",
                        "00:10:00;00",
                        "01:00:00;00",
                        "00:59:56:12",
                        "00:01:00;04",
                        "00:00:59;59",
                        "01:00:00:01",
                        "null",
                        "{\"frame\":107892}",
                        "{\"seconds\":62.5}",
                        "{\"frame\":1500}",
                        "null",
                        "null",
                        "true");
    }

    private static JsonNode numbered(String key) {
        Origin.storage()
                .put(
                        key,
                        NumberedVideo.avc(new FrameRate(30_000, 1001), FRAMES, 30)
                                .file());
        return origin.client().readySource("s3://" + Origin.storage().bucket() + "/" + key);
    }

    private static void cut(JsonNode film, int... frames) {
        List<Map<String, Integer>> cuts =
                IntStream.of(frames).mapToObj(frame -> Map.of("frame", frame)).toList();
        origin.client()
                .post("/api/sources/" + id(film) + "/clips:partition", Map.of("cuts", cuts))
                .expect(200);
    }

    private static String id(JsonNode source) {
        return source.path("id").asString();
    }

    private static List<JsonNode> clips() {
        return clips(source);
    }

    private static List<JsonNode> clips(JsonNode source) {
        return origin.client()
                .get("/api/sources/" + id(source) + "/clips")
                .expect(200)
                .path("items")
                .valueStream()
                .toList();
    }

    private static List<Integer> starts() {
        return clips().stream().map(clip -> clip.path("startFrame").asInt()).toList();
    }
}
