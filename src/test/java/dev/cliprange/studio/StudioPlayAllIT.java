package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.studio.StudioPage.Picture;
import dev.cliprange.testing.Browser;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * A fresh source is cut by keys alone, and all clips are played one after another. The frames show their numbers. With
 * {@code -Dcliprange.full=true}: ten clips in Chromium and in Firefox.
 */
class StudioPlayAllIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int CLIPS = FULL ? 10 : 4;
    private static final int CLIP_FRAMES = 15;
    private static final int FRAMES = CLIPS * CLIP_FRAMES;
    /** A browser on a busy machine drops frames while it plays. */
    private static final int MOST_ROUNDS = 12;

    private static final Origin ORIGIN = Origin.shared();

    private static Stream<Named<Supplier<Browser>>> browsers() {
        Named<Supplier<Browser>> chromium = Named.of("Chromium", Browser::chromium);
        return FULL ? Stream.of(chromium, Named.of("Firefox", Browser::firefox)) : Stream.of(chromium);
    }

    /** Frames that a round did not show are looked for in the next one: a frame that playback loses is lost in each. */
    @ParameterizedTest
    @MethodSource("browsers")
    void freshSource_cutByKeys_playsEachFrameOfEachClip(Supplier<Browser> start) {
        String key = "studio/play-all-" + System.nanoTime() + ".mp4";
        Origin.storage()
                .put(
                        key,
                        NumberedVideo.avc(new FrameRate(30_000, 1001), FRAMES, 30)
                                .file());
        JsonNode film = ORIGIN.client().readySource("s3://" + Origin.storage().bucket() + "/" + key);
        try (Browser browser = start.get()) {
            var page = new StudioPage(browser, ORIGIN);
            page.open("?source=" + film.path("id").asString());
            page.signIn();
            page.untilFrame(0);
            List<Integer> cuts =
                    IntStream.range(1, CLIPS).mapToObj(i -> i * CLIP_FRAMES).toList();
            for (int cut : cuts) {
                page.goTo(cut);
                browser.press("s");
                page.untilClips(cut / CLIP_FRAMES + 1);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> starts(film).equals(withStart(cuts)));

            Set<Integer> seen = new TreeSet<>();
            for (int round = 0; round < MOST_ROUNDS && seen.size() < FRAMES; round++) {
                browser.press("Escape", "Home");
                page.untilFrame(0);
                page.recordPictures();
                browser.press("a");
                page.until("document.querySelector('cr-player').frame === " + (FRAMES - 1)
                        + " && !document.querySelector('cr-player').playing");
                List<Picture> pictures = page.recordedPictures().stream()
                        .filter(picture -> picture.end() > 0 && picture.number() >= 0)
                        .toList();
                assertThat(pictures)
                        .allMatch(picture -> picture.number() >= picture.first() && picture.number() < picture.end());
                assertThat(pictures.stream().map(Picture::first).distinct()).containsExactlyElementsOf(withStart(cuts));
                pictures.forEach(picture -> seen.add(picture.number()));
            }

            assertThat(seen)
                    .containsExactlyElementsOf(
                            IntStream.range(0, FRAMES).boxed().toList());
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static List<Integer> withStart(List<Integer> cuts) {
        List<Integer> all = new ArrayList<>(cuts);
        all.addFirst(0);
        return all;
    }

    private static List<Integer> starts(JsonNode film) {
        return ORIGIN.client()
                .get("/api/sources/" + film.path("id").asString() + "/clips")
                .expect(200)
                .path("items")
                .valueStream()
                .map(clip -> clip.path("startFrame").asInt())
                .toList();
    }
}
