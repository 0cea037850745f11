package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.timeline.FrameRate;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the equipment sees what a viewer sees: shown on a plain file that everybody agrees about. */
class BrowserPlayerIT {

    private static final FrameRate RATE = new FrameRate(30_000, 1001);
    private static final int FRAMES = 90;
    private static final int SEEKS = Boolean.getBoolean("cliprange.full") ? 20 : 6;

    static Stream<Named<Supplier<Browser>>> browsers() {
        return Stream.of(Named.of("Chromium", Browser::chromium), Named.of("Firefox", Browser::firefox));
    }

    @ParameterizedTest
    @MethodSource("browsers")
    void player_showsTheFrameOfEachTimeOfANumberedFile_andReportsAFileThatIsNoVideo(Supplier<Browser> start) {
        Path file = NumberedVideo.avc(RATE, FRAMES, 60).file();
        try (var server = new MediaServer();
                Browser browser = start.get()) {
            var player = BrowserPlayer.load(browser, server.serve(file));

            var loaded = player.loaded();
            assertThat(loaded.durationSeconds()).isCloseTo(FRAMES * 1001 / 30_000.0, within(0.03));
            assertThat(loaded.seekable()).isTrue();
            assertThat(player.shown().frame()).hasValue(0);

            var random = new Random(1);
            for (int i = 0; i < SEEKS; i++) {
                int frame = random.nextInt(FRAMES);
                double middle = (frame + 0.5) * 1001 / 30_000;
                assertThat(player.seek(middle).frame()).as("at " + middle).hasValue(frame);
            }

            player.seek(0);
            var played = player.play();
            assertThat(played.frames())
                    .satisfies(PlayedFrames::inOrder)
                    .startsWith(0)
                    .hasSizeGreaterThan(5);
            assertThat(played.last().frame()).hasValue(FRAMES - 1);
            assertThat(played.endedAtSeconds()).isCloseTo(loaded.durationSeconds(), within(0.001));

            assertThatThrownBy(() -> BrowserPlayer.load(browser, server.serve(Path.of("pom.xml"))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the browser refuses the video");
        }
    }
}
