package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The waveform in the timeline of the studio, in Chromium. */
class StudioWaveformIT {

    private static final Origin ORIGIN = Origin.shared();

    @TempDir
    private static Path folder;

    private static Chromium browser;
    private static StudioPage page;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        page = new StudioPage(browser, ORIGIN);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    /** The audio is silent from 2.5 s to 3.2 s. No keyframe is near: they are at 2.0 s and 3.0 s. */
    @Test
    void waveform_isMadeByAButton_andADraggedEndSnapsToSilence() {
        JsonNode source = ORIGIN.source(withSilence());
        String path = "/api/sources/" + source.path("id").asString();
        ORIGIN.client()
                .post(path + "/clips:partition", Map.of("cuts", List.of(Map.of("frame", 69))))
                .expect(200);
        browser.show(360, 740, false);
        page.open("?source=" + source.path("id").asString());
        page.signIn();
        page.untilFrame(0);
        page.untilClips(2);
        page.until("document.querySelector('cr-timeline').waveform.state === 'none'");
        page.press("Show the audio");
        page.until("document.querySelector('cr-timeline').waveform.state === 'ready'");
        page.until("[...document.querySelectorAll('.tools button')].every(it =>"
                + " !it.checkVisibility({ visibilityProperty: true }) || it.textContent !== 'Show the audio')");

        page.until(columnAt(1) + " > 15");
        assertThat(browser.evaluate(columnAt(2.85)).asInt()).isLessThan(5);

        // Six pixels after the start of the silence: 0.09 s, almost three frames.
        JsonNode place = browser.evaluate("(() => { const timeline = document.querySelector('cr-timeline');"
                + " const canvas = timeline.querySelector('canvas'); canvas.scrollIntoView({ block: 'center' });"
                + " const box = canvas.getBoundingClientRect(); const { from, scale } = timeline.store.state.view;"
                + " return [box.left + (69 * 1001 / 30000 - from) * scale, box.left + (2.5 - from) * scale + 6,"
                + " box.bottom - 20]; })()");
        browser.drag(
                place.path(0).asDouble(),
                place.path(2).asDouble(),
                place.path(1).asDouble(),
                place.path(2).asDouble());
        await().atMost(Duration.ofSeconds(60)).until(() -> secondStart(path) != 69);
        assertThat(secondStart(path)).isBetween(74, 76);
        browser.screenshot(StudioPage.SCREENSHOTS.resolve("waveform-narrow-light.png"));
        assertThat(browser.complaints()).isEmpty();
        page.signOut();
    }

    /** The server's responses are made in the page, so that no file of ten hours is needed. */
    @Test
    void waveformOfTenHours_costsLessThanAMegabyte() {
        page.open("");
        String module = browser.evaluate(
                        "document.querySelector('script[type=module]').src.replace('app.js', 'waveform.js')")
                .asString();
        JsonNode seen = browser.evaluate("""
            import('%s').then(async ({ Waveform }) => {
              const [rate, duration] = [48000, 36000];
              const levels = [256, 1024, 4096, 16384, 65536, 262144].map(samplesPerPeak => {
                const length = Math.ceil(duration * rate / samplesPerPeak);
                return { samplesPerPeak, length, sizeBytes: 24 + 2 * length };
              });
              const real = window.fetch;
              const read = new Set();
              let [bytes, pending] = [0, 0];
              window.fetch = async (path, given) => {
                const level = levels.find(it => path.endsWith(`/waveform/${it.samplesPerPeak}.dat`));
                if (!level) return Response.json({ sampleRate: rate, levels });
                pending++;
                const [from, to] = /^bytes=(\\d+)-(\\d+)$/.exec(given.headers.Range).slice(1).map(Number);
                await new Promise(done => setTimeout(done, 5));
                const data = Int8Array.from({ length: to - from + 1 }, (_, i) => {
                  const time = Math.floor((from + i - 24) / 2) * level.samplesPerPeak / rate;
                  return time >= 1000 && time < 1010 ? 0 : i %% 2 ? 60 : -60;
                });
                bytes += data.length;
                pending--;
                read.add(level.samplesPerPeak);
                return new Response(data, { status: 206, headers: { 'Content-Range': `bytes ${from}-${to}/${level.sizeBytes}` } });
              };
              const waveform = new Waveform('source');
              await waveform.read();
              const context = new OffscreenCanvas(1280, 36).getContext('2d');
              const paint = (at, scale) => {
                context.clearRect(0, 0, 1280, 36);
                const from = Math.max(0, at - 640 / scale);
                waveform.paint(context, { from, scale, left: 0, right: 1280, top: 0, height: 36 });
                return context.getImageData(1279, 18, 1, 1).data[3] > 0;
              };
              const shown = async (at, scale, samplesPerPeak) => {
                while (!paint(at, scale) || !read.has(samplesPerPeak) || pending > 0) {
                  await new Promise(done => setTimeout(done, 20));
                }
              };
              const whole = 1280 / duration;
              for (let scale = whole; scale < 600; scale *= 1.6) {
                const fits = levels.findLast(it => it.samplesPerPeak / rate * scale <= 1) ?? levels[0];
                await shown(1020, scale, fits.samplesPerPeak);
              }
              for (let at = 1800; at < duration; at += 3600) await shown(at, 1280 / 3600, 65536);
              await shown(1005, 64, 256);
              const around = time => waveform.silences(time, 0.1, 64);
              while (around(999.98).length === 0 || around(1010.03).length === 0) {
                await new Promise(done => setTimeout(done, 20));
              }
              const near = [999.98, 1010.03, 1005, 500].map(around);
              waveform.end();
              window.fetch = real;
              return { bytes, levels: read.size, near };
            })\
            """.formatted(module));

        assertThat(seen.path("levels").asInt()).isEqualTo(6);
        assertThat(seen.path("bytes").asInt()).isBetween(50_000, 1_000_000);
        JsonNode near = seen.path("near");
        assertThat(near.path(0)).hasSize(1);
        assertThat(near.path(0).path(0).asDouble()).isCloseTo(1000, within(0.02));
        assertThat(near.path(1)).hasSize(1);
        assertThat(near.path(1).path(0).asDouble()).isCloseTo(1010, within(0.02));
        assertThat(near.path(2)).isEmpty();
        assertThat(near.path(3)).isEmpty();
    }

    /** How many pixels of the waveform's lane are not of the ground, in the column of a time. */
    private static String columnAt(double time) {
        return "(() => { const timeline = document.querySelector('cr-timeline');"
                + " const canvas = timeline.querySelector('canvas'); const { from, scale } = timeline.store.state.view;"
                + " const lane = canvas.getContext('2d').getImageData(Math.round((" + time
                + " - from) * scale), 86, 1, 36)"
                + ".data; let other = 0; for (let i = 0; i < lane.length; i += 4)"
                + " if (lane[i] !== lane[0] || lane[i + 2] !== lane[2]) other++; return other; })()";
    }

    private static int secondStart(String path) {
        return ORIGIN.client()
                .get(path + "/clips")
                .expect(200)
                .at("/items/1/startFrame")
                .asInt();
    }

    private static Path withSilence() {
        Path film = folder.resolve("silence.mp4");
        FfmpegRun.of(List.of(
                        "-nostdin",
                        "-y",
                        "-i",
                        NumberedVideo.avc(new FrameRate(30_000, 1001), 150, 30)
                                .file()
                                .toString(),
                        "-c:v",
                        "copy",
                        "-af",
                        "volume=6,volume=0:enable='between(t,2.5,3.2)'",
                        "-c:a",
                        "aac",
                        film.toString()))
                .orThrow();
        return film;
    }
}
