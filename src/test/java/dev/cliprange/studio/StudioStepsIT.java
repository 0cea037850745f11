package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.cliprange.studio.StudioPage.Picture;
import dev.cliprange.testing.Browser;
import dev.cliprange.testing.NumberedVideo;
import dev.cliprange.testing.Origin;
import dev.cliprange.timeline.FrameRate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Steps forward and back over frames that show their numbers. With {@code -Dcliprange.full=true}: 200 frames of each source, in
 * Chromium and in Firefox. A 29.97 source is also stepped through in {@link StudioPageIT} and {@link StudioFirefoxIT}.
 */
class StudioStepsIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int STEPS = FULL ? 200 : 12;
    private static final int FRAMES = 330;
    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final Origin ORIGIN = Origin.shared();
    private static final NumberedVideo VARIABLE = NumberedVideo.variable(RATE, FRAMES, 60);

    private static Stream<Arguments> sources() {
        Supplier<Browser> chromium = Browser::chromium;
        Supplier<Browser> firefox = Browser::firefox;
        return FULL
                ? Stream.of(
                        argumentSet("variable rate, Chromium", chromium, VARIABLE),
                        argumentSet("29.97, Chromium", chromium, NumberedVideo.avc(RATE, FRAMES, 30)),
                        argumentSet("GOP of 10 s, Chromium", chromium, NumberedVideo.avc(RATE, FRAMES, 300)),
                        argumentSet("variable rate, Firefox", firefox, VARIABLE),
                        argumentSet("29.97, Firefox", firefox, NumberedVideo.avc(RATE, FRAMES, 30)),
                        argumentSet("GOP of 10 s, Firefox", firefox, NumberedVideo.avc(RATE, FRAMES, 300)))
                : Stream.of(
                        argumentSet("variable rate, Chromium", chromium, VARIABLE),
                        argumentSet("GOP of 10 s, Chromium", chromium, NumberedVideo.avc(RATE, FRAMES, 300)));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void steps_forwardAndBack_showEachNumberOnce(Supplier<Browser> start, NumberedVideo video) {
        String key = "studio/steps/" + video.file().getFileName();
        Origin.storage().put(key, video.file());
        JsonNode film = ORIGIN.client().readySource("s3://" + Origin.storage().bucket() + "/" + key);
        assertThat(film.at("/video/frames").asInt()).isEqualTo(FRAMES);
        try (Browser browser = start.get()) {
            var page = new StudioPage(browser, ORIGIN);
            page.open("?source=" + film.path("id").asString());
            page.signIn();
            page.untilFrame(0);
            int first = 50;
            page.goTo(first);
            page.recordPictures();
            List<Integer> expected = IntStream.concat(
                            IntStream.rangeClosed(first + 1, first + STEPS),
                            IntStream.iterate(first + STEPS - 1, frame -> frame >= first, frame -> frame - 1))
                    .boxed()
                    .toList();
            for (int i = 0; i < expected.size(); i++) {
                browser.press(i < STEPS ? "ArrowRight" : "ArrowLeft");
                page.untilFrame(expected.get(i));
            }

            // The first picture is the one before the steps.
            List<Integer> shown = page.recordedPictures().stream()
                    .skip(1)
                    .map(Picture::number)
                    .toList();
            if (video.equals(VARIABLE)) {
                // After a seek, Chromium may show a neighbour before the frame.
                assertThat(shown).containsSubsequence(expected);
            } else {
                assertThat(shown).containsExactlyElementsOf(expected);
            }
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
