package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Pictures of each page for the documentation, in both themes and in two widths, with a film of four scenes. They are written to
 * {@code target/studio-screenshots}; {@code docs/images} has copies.
 */
@EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
class StudioPicturesIT {

    private static final long LARGEST_PICTURE_BYTES = 600_000;
    private static final List<String> SCENES = List.of(
            "mandelbrot=size=640x360:rate=25:maxiter=300:start_x=-0.7436:start_y=-0.1318:start_scale=0.12:end_scale=0.004"
                    + ":end_pts=400,trim=duration=14,hue=h=200:s=0.8",
            "gradients=size=640x360:rate=25:c0=0x12355b:c1=0xf4a259:c2=0xbc4b51:c3=0x5b8e7d:nb_colors=4:seed=5"
                    + ":speed=0.02:duration=10",
            "mandelbrot=size=640x360:rate=25:maxiter=300:start_x=-1.2522:start_y=-0.0342:start_scale=0.3:end_scale=0.02"
                    + ":end_pts=400,trim=duration=16,hue=h=80:s=0.7",
            "life=size=320x180:rate=25:mold=20:ratio=0.12:life_color=0xf2f2e9:death_color=0x2a6f97:mold_color=0x013a63:seed=3"
                    + ",trim=duration=12,scale=640x360:flags=neighbor");
    /** Four scenes with pauses: phrases that grow and fade. */
    private static final String AUDIO = "aevalsrc=exprs='0.5*sin(2*PI*(180+40*sin(t))*t)*abs(sin(0.9*t)*sin(2.3*t))"
            + "*gt(mod(t,13),1.4)+0.06*random(0)*gt(mod(t,13),1.4)':sample_rate=48000:duration=52";

    private static final Map<Double, String> CLIPS =
            Map.of(0.0, "Opening", 14.0, "Sunrise", 24.0, "Spiral", 40.0, "Growth", 46.0, "Credits");

    @TempDir
    private static Path folder;

    private static Origin origin;
    private static Chromium browser;
    private static StudioPage page;
    private static String film;

    @BeforeAll
    static void start() {
        browser = Browser.chromium();
        origin = Origin.start(Map.of(), Map.of("sharedKeys", new SharedKeys()));
        page = new StudioPage(browser, origin);
        Path file = folder.resolve("film.mp4");
        var arguments = new ArrayList<>(List.of("-nostdin", "-y"));
        SCENES.forEach(scene -> arguments.addAll(List.of("-f", "lavfi", "-i", scene)));
        arguments.addAll(List.of("-f", "lavfi", "-i", AUDIO, "-filter_complex"));
        arguments.add("[0:v]format=yuv420p,setsar=1[a];[1:v]format=yuv420p,setsar=1[b];[2:v]format=yuv420p,setsar=1[c];"
                + "[3:v]format=yuv420p,setsar=1[d];[a][b][c][d]concat=n=4[v]");
        arguments.addAll(List.of("-map", "[v]", "-map", "4:a", "-c:v", "libx264", "-preset", "veryfast", "-crf", "22"));
        arguments.addAll(List.of("-g", "50", "-c:a", "aac", "-movflags", "+faststart", file.toString()));
        FfmpegRun.of(arguments).orThrow();
        for (String title : List.of("Trailer", "Interview, second take", "Shapes")) {
            film = registered(file, title);
        }
        OriginClient client = origin.client();
        JsonNode clips = client.post(
                        "/api/sources/" + film + "/clips:partition",
                        Map.of(
                                "cuts",
                                CLIPS.keySet().stream()
                                        .filter(start -> start > 0)
                                        .sorted()
                                        .toList()))
                .expect(200);
        for (JsonNode clip : clips.path("clips")) {
            String title = CLIPS.get((double) Math.round(clip.path("start").asDouble()));
            client.patch("/api/clips/" + clip.path("id").asString(), Map.of("title", title))
                    .expect(200);
        }
        page.open("?source=" + film + "#key=" + Origin.API_KEY);
        page.until("document.querySelector('cr-timeline')?.waveform.state === 'none'");
        page.press("Show the audio");
        page.until("document.querySelector('cr-timeline').waveform.state === 'ready'");
        page.signOut();
    }

    private static String registered(Path file, String title) {
        String key = "studio/pictures/" + title.replaceAll("\\W+", "-") + ".mp4";
        Origin.storage().put(key, file);
        String uri = "s3://" + Origin.storage().bucket() + "/" + key;
        String id = origin.client()
                .post("/api/sources", Map.of("uri", uri, "title", title))
                .expect(201)
                .path("id")
                .asString();
        assertThat(origin.client()
                        .get("/api/sources/" + id + "?wait=60")
                        .expect(200)
                        .path("state")
                        .asString())
                .isEqualTo("ready");
        return id;
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

    @Test
    void pages_inBothThemesAndWidths() throws IOException {
        String clip = origin.client()
                .get("/api/sources/" + film + "/clips")
                .expect(200)
                .at("/items/2/id")
                .asString();
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 360}) {
                browser.show(width, width == 360 ? 780 : 800, dark);
                String name = (width == 360 ? "narrow" : "wide") + (dark ? "-dark" : "-light");
                page.open("");
                page.until("document.querySelector('cr-sign-in input')");
                picture("sign-in-" + name);
                page.open("#key=" + Origin.API_KEY);
                page.until("document.querySelectorAll('.poster[data-drawn]').length >= 3");
                page.until("![...document.querySelectorAll('.poster[data-drawn]')].some(it =>"
                        + " it.getContext('2d').getImageData(160, 90, 1, 1).data[3] === 0)");
                picture("sources-" + name);
                page.open("?source=" + film + "&t=29.5&clip=" + clip);
                page.until("document.querySelector('cr-player')?.frame === 737");
                page.untilClips(5);
                page.until("document.querySelector('cr-timeline').waveform.state === 'ready'");
                page.until("performance.getEntriesByType('resource').some(it => it.name.includes('/storyboard/sheet')"
                        + " && it.responseEnd > 0 && it.responseEnd + 500 < performance.now())");
                picture("room-" + name);
                if (width == 360) {
                    browser.evaluate("(document.querySelector('.cutting').scrollIntoView(), true)");
                    picture("timeline-" + name);
                    browser.evaluate("(document.querySelector('.clips').scrollIntoView(), true)");
                    picture("clips-" + name);
                }
                browser.press("?");
                page.until("document.querySelector('.keys-dialog[open]')");
                picture("keys-" + name);
                page.open("?page=operations");
                page.until("document.querySelectorAll('.chart')[1]?.textContent.includes('Responses:')");
                page.until("document.querySelector('.job')");
                picture("operations-" + name);
                page.signOut();
            }
        }
        assertThat(browser.complaints()).isEmpty();
    }

    private static void picture(String name) throws IOException {
        Path file = StudioPage.SCREENSHOTS.resolve("pictures").resolve(name + ".png");
        browser.screenshot(file);
        assertThat(Files.size(file)).isBetween(2_000L, LARGEST_PICTURE_BYTES);
    }
}
