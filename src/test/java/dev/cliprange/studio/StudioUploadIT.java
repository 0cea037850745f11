package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.NpmPackage;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Uploads in the studio, in Chromium, to a storage that is another origin than the page. */
class StudioUploadIT {

    private static final String BUCKET = "studio-uploads";
    private static final int PART_BYTES = 5 << 20;
    private static final String NAMES = "[...document.querySelectorAll('.source h2')].map(it => it.textContent)";
    /** What the storage received from this page, without preflights. */
    private static final String PUTS = "performance.getEntriesByType('resource').filter(it =>"
            + " it.initiatorType === 'xmlhttprequest' && it.name.includes('/uploads/')).length";
    /** Lets a number of parts leave the page; the others never end. */
    static final String HOLD_AFTER = "(() => { let left = %d; const send = XMLHttpRequest.prototype.send;"
            + " XMLHttpRequest.prototype.send = function (body) { if (left-- > 0) send.call(this, body); };"
            + " return true; })()";
    /** The ids of the uploads that this browser remembers. */
    static final String REMEMBERED =
            "new Promise(done => { const opening = indexedDB.open('cliprange-studio', 1); opening.onsuccess = () => {"
                    + " const all = opening.result.transaction('uploads').objectStore('uploads').getAll();"
                    + " all.onsuccess = () => { opening.result.close(); done(all.result.map(it => it.id)); }; }; })";

    @TempDir
    private static Path folder;

    private static Origin origin;
    private static Chromium browser;
    private static StudioPage page;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        // A bucket of its own: the other servers of this JVM delete the parts of uploads that they do not know.
        Origin.storage().client().createBucket(create -> create.bucket(BUCKET)).join();
        origin = Origin.start(
                Map.of("cliprange.storage.bucket", BUCKET, "cliprange.upload.smallest-part", "5MB"),
                Map.of("sharedKeys", new SharedKeys()));
        page = new StudioPage(browser, origin);
        browser.keepFileChoosersClosed();
        new NpmPackage("axe-core", "4.14.1", Path.of("target", "axe")).installed();
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
    void upload_withAReloadInTheMiddle_continuesAndIsCutAndPlayed() throws IOException {
        Path film = film("holiday.mp4", 4 * PART_BYTES, 1);
        Path other = film("other.mp4", 4 * PART_BYTES, 2);
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-uploads input[name=files]')");
        browser.evaluate(HOLD_AFTER.formatted(2));
        browser.choose("cr-uploads input[name=files]", film);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> browser.evaluate(REMEMBERED).size() == 1);
        String id = browser.evaluate(REMEMBERED).path(0).asString();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> upload(id).path("parts").size() == 2);

        page.open("");
        page.until("document.querySelector('.upload .facts')?.textContent.includes('50 %')");
        assertThat(browser.evaluate("document.querySelector('.upload .facts').textContent")
                        .asString())
                .contains("Interrupted: choose holiday.mp4 again");
        page.check("uploads-wide-light");

        // A file of the same size with other bytes is not continued.
        browser.click(".upload .again");
        browser.choose("cr-uploads input[name=again]", other);
        page.until("document.querySelector('.message.error')?.textContent.includes('other.mp4 is not the file')");
        assertThat(upload(id).path("parts").size()).isEqualTo(2);

        browser.click(".upload .again");
        browser.choose("cr-uploads input[name=again]", film);
        page.until("document.querySelector('.source .state.ready')");
        page.until(NAMES + ".includes('holiday.mp4')");
        assertThat(browser.evaluate(PUTS).asInt()).isEqualTo(2);
        assertThat(browser.evaluate(REMEMBERED).size()).isZero();
        assertThat(browser.complaints()).isEmpty();

        browser.click(".source .cover");
        page.untilFrame(0);
        page.goTo(40);
        browser.press("s");
        page.untilClips(2);
        browser.press("p");
        page.until("document.querySelector('cr-player').mode === 'clip'");
        page.until("document.querySelector('cr-player').frame > 40");
        browser.press("k");
        assertThat(page.shownFrame().orElseThrow()).isBetween(40, 59);
        assertThat(browser.complaints()).isEmpty();

        // This server signs no URLs.
        page.select("expiry", "3600");
        page.press("Copy link");
        page.until(
                "[...document.querySelectorAll('.message.error')].some(it => it.textContent.includes('signing-off'))");
    }

    @Test
    void upload_withTheBrowserKilledInTheMiddle_sendsOnlyTheMissingParts() throws IOException {
        Path film = film("killed.mp4", 4 * PART_BYTES, 8);
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-uploads input[name=files]')");
        browser.evaluate(HOLD_AFTER.formatted(3));
        browser.choose("cr-uploads input[name=files]", film);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> browser.evaluate(REMEMBERED).size() == 1);
        String id = browser.evaluate(REMEMBERED).path(0).asString();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> upload(id).path("parts").size() == 3);

        browser = browser.killAndStart();
        browser.show(1280, 800, false);
        browser.keepFileChoosersClosed();
        page = new StudioPage(browser, origin);
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('.upload .facts')?.textContent.includes('75 %')");
        browser.click(".upload .again");
        browser.choose("cr-uploads input[name=again]", film);
        page.until(NAMES + ".includes('killed.mp4')");
        page.until("document.querySelectorAll('.upload').length === 0");
        assertThat(browser.evaluate(PUTS).asInt()).isEqualTo(1);
        assertThat(browser.evaluate(REMEMBERED).size()).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void severalDroppedFiles_areSentInTurn_andTheirNamesStayText() throws IOException {
        String hostile = "<img src=x onerror=\"document.title='hacked'\">.mp4";
        Path one = film(hostile, 400_000, 3);
        Path two = film("second.mp4", 400_000, 4);
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-uploads .drop')");
        browser.drop(300, 300, one, two);

        page.until(NAMES + ".includes('second.mp4')");
        page.until("[...document.querySelectorAll('.source .state.ready')].length >= 2");
        page.until("document.querySelectorAll('.upload').length === 0");
        assertThat(browser.evaluate("document.title").asString()).isEqualTo("Cliprange studio");
        assertThat(browser.evaluate("document.querySelectorAll('main img').length")
                        .asInt())
                .isZero();
        assertThat(browser.evaluate("location.pathname").asString()).isEqualTo("/studio");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void urlThatTheStorageRejects_isRequestedAgain() throws IOException {
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-uploads .drop')");
        browser.evaluate(
                "(() => { window.signed = 0; const real = window.fetch; window.fetch = async (path, given) => {"
                        + " const response = await real(path, given);"
                        + " if (!String(path).endsWith('/parts') || window.signed++ > 0) return response;"
                        + " const text = (await response.text()).replace('X-Amz-Signature=', 'X-Amz-Signature=0');"
                        + " return new Response(text, { status: 200 }); }; return true; })()");
        browser.choose("cr-uploads input[name=files]", film("expired.mp4", 400_000, 5));

        page.until(NAMES + ".includes('expired.mp4')");
        assertThat(browser.evaluate("window.signed").asInt()).isEqualTo(2);
        assertThat(browser.complaints()).hasSize(1).allMatch(it -> it.contains("403"));
    }

    @Test
    void storageThatIsAway_isSaid_andTheUploadContinuesWhenItIsBack() throws IOException {
        page.open("#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-uploads .drop')");
        browser.block(Origin.storage().endpoint() + "/*");
        try {
            browser.choose("cr-uploads input[name=files]", film("patient.mp4", 400_000, 6));
            page.until("document.querySelector('.upload .facts')?.textContent.includes('cannot be reached')");
            browser.click(".upload .pause");
            page.until("document.querySelector('.upload .facts').textContent.includes('Paused')");
            browser.show(360, 740, true);
            page.check("uploads-narrow-dark");
            browser.show(1280, 800, false);
        } finally {
            browser.block();
        }
        browser.click(".upload .pause");

        page.until(NAMES + ".includes('patient.mp4')");
    }

    private static JsonNode upload(String id) {
        return origin.client().get("/api/uploads/" + id).expect(200);
    }

    /** A video of 60 frames, with a {@code free} box that fills it up to a size (ISO/IEC 14496-12, 8.1.2). */
    private static Path film(String name, int bytes, long seed) throws IOException {
        return film(folder, name, bytes, seed);
    }

    static Path film(Path folder, String name, int bytes, long seed) throws IOException {
        byte[] video = Files.readAllBytes(
                NumberedVideo.avc(new FrameRate(30_000, 1001), 60, 30).file());
        var filling = new byte[bytes - video.length];
        new Random(seed).nextBytes(filling);
        ByteBuffer.wrap(filling).putInt(filling.length).put("free".getBytes(StandardCharsets.US_ASCII));
        Path file = folder.resolve(name);
        Files.write(file, video);
        Files.write(file, filling, StandardOpenOption.APPEND);
        return file;
    }
}
