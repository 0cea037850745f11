package dev.cliprange.launch.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "migrate, migrate, 0",
        "migrat, migrate, 1",
        "mgirate, migrate, 1",
        "migrateq, migrate, 1",
        "nigrate, migrate, 1",
        "'', serve, 5",
        "serve, '', 5",
        "ca, abc, 3",
        "kitten, sitting, 3"
    })
    void distance_countsTheSteps(String from, String to, int steps) {
        assertThat(NearestName.distance(from, to)).isEqualTo(steps);
    }

    @Test
    void of_mistypedName_isTheNearest_withoutRegardToCase() {
        List<String> names = List.of("CLIPRANGE_CLIP_ENGINE", "CLIPRANGE_CLIP_FORM", "CLIPRANGE_API_KEY");

        assertThat(NearestName.of("cliprange_clip_engin", names)).contains("CLIPRANGE_CLIP_ENGINE");
        assertThat(NearestName.of("CLIPRANGE_APIKEYS", names)).contains("CLIPRANGE_API_KEY");
        assertThat(NearestName.of("anything", List.of())).isEmpty();
    }
}
