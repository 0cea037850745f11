package dev.cliprange.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosterQueryTest {

    @Test
    void parse_withoutParameters_isTheStartInTheDefaultWidth() {
        assertThat(PosterQuery.parse("")).isEqualTo(new PosterQuery(Optional.empty(), 640, false));
        assertThat(PosterQuery.parse("expires=1&key=a&signature=b&download=my%20clip"))
                .isEqualTo(PosterQuery.parse(""));
    }

    @Test
    void parse_withAllParametersInAnyOrder_readsThem() {
        var expected = new PosterQuery(Optional.of(12_500_000L), 1_920, true);

        assertThat(PosterQuery.parse("at=12.5&width=1920&mode=keyframe")).isEqualTo(expected);
        assertThat(PosterQuery.parse("mode=keyframe&width=1920&at=12.5")).isEqualTo(expected);
        assertThat(PosterQuery.parse("at=0.000001&width=16").atUs()).hasValue(1L);
        assertThat(PosterQuery.parse("at=36000").atUs()).hasValue(36_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at=",
                "at",
                "at=1.50",
                "at=01",
                "at=1.",
                "at=.5",
                "at=-1",
                "at=1e3",
                "at=%31",
                "at=1.0000001",
                "at=1&at=1",
                "at=00:00:01",
                "width=",
                "width=064",
                "width=640.0",
                "width=+640",
                "width=640&width=640",
                "mode=exact",
                "mode=",
                "mode=KEYFRAME",
                "quality=3",
                "at=1&",
                "&",
                "AT=1",
                "at=9999999999"
            })
    void parse_ofAnotherSpelling_isRefusedWithTheParameter(String query) {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> PosterQuery.parse(query))
                .satisfies(failure -> {
                    assertThat(failure.failure()).isEqualTo(Failure.REQUEST_INVALID);
                    assertThat(failure.properties()).containsKey("errors");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "14", "2", "17", "641", "1921", "1922", "999999999"})
    void parse_ofAWidthThatIsNotMade_isRefused(String width) {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> PosterQuery.parse("width=" + width))
                .satisfies(failure -> assertThat(failure.failure()).isEqualTo(Failure.WIDTH_REFUSED));
    }
}
