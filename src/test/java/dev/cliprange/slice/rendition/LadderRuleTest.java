package dev.cliprange.slice.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.slice.rendition.LadderRule.Original;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LadderRuleTest {

    private static final long MBIT = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        // The source is the best quality itself.
        "1080, 8, true, 720p 480p",
        // It has so much more bits that its own size is worth a quality.
        "1080, 11, true, 1080p 720p 480p",
        // Some players cannot decode it.
        "1080, 8, false, 1080p 720p 480p",
        "2160, 40, true, 1080p 720p 480p",
        // 900 is no quality, and 720 is exactly 20 % smaller.
        "900, 4, true, 720p 480p",
        "890, 4, true, 480p",
        "480, 1, true, ''",
        "480, 1, false, 480p",
        "479, 1, false, ''",
    })
    void choose_bySizeAndRate_leavesOutWhatIsNear(int shortSide, long mbit, boolean everywhere, String names) {
        List<Rung> chosen =
                LadderRule.choose(rungs("480p", "1080p", "720p"), new Original(shortSide, mbit * MBIT, everywhere));

        assertThat(chosen).extracting(Rung::name).containsExactlyElementsOf(words(names));
    }

    @Test
    void choose_allQualities_keepsADistanceOf20Percent() {
        List<Rung> chosen = LadderRule.choose(Rung.ALL, new Original(4320, 100 * MBIT, true));

        for (int i = 1; i < chosen.size(); i++) {
            assertThat(chosen.get(i).shortSide() * 100)
                    .isLessThanOrEqualTo(chosen.get(i - 1).shortSide() * 80);
        }
        assertThat(chosen)
                .extracting(Rung::name)
                .startsWith("2160p", "1440p", "1080p")
                .endsWith("144p");
    }

    @Test
    void choose_aSourceOfFewBits_givesNoQualityMore() {
        List<Rung> chosen = LadderRule.choose(rungs("720p", "480p"), new Original(1080, 900_000, true));

        assertThat(chosen).extracting(Rung::mostBitsPerSecond).containsExactly(900_000L, 900_000L);
        assertThat(chosen).extracting(Rung::bufferBits).containsExactly(1_800_000L, 1_800_000L);
    }

    @Test
    void choose_aSourceOfAlmostNoBits_leavesThePicturesRecognizable() {
        List<Rung> chosen = LadderRule.choose(rungs("480p"), new Original(1080, 1_000, true));

        assertThat(chosen).extracting(Rung::mostBitsPerSecond).containsExactly(64_000L);
    }

    @Test
    void choose_theSameTwice_isChosenOnce() {
        List<Rung> chosen = LadderRule.choose(rungs("480p", "480p"), new Original(1080, MBIT, true));

        assertThat(chosen).hasSize(1);
    }

    @Test
    void named_knowsEachNameOfTheContract() {
        assertThat(Rung.ALL)
                .allSatisfy(rung -> assertThat(Rung.named(rung.name())).contains(rung));
        assertThat(Stream.of("720", "720P", "1p", "").map(Rung::named)).allMatch(found -> found.isEmpty());
    }

    private static List<Rung> rungs(String... names) {
        return Arrays.stream(names).map(name -> Rung.named(name).orElseThrow()).toList();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
