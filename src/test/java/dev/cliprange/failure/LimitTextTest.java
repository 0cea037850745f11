package dev.cliprange.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTextTest {

    @ParameterizedTest
    @CsvSource({"PT1M,60 s", "PT0.5S,0.5 s", "PT0.001S,0.001 s", "PT0S,0 s", "PT1H,3600 s", "PT2.250S,2.25 s"})
    void seconds_haveNoTrailingZerosAndNoExponent(Duration limit, String text) {
        assertThat(LimitText.seconds(limit)).isEqualTo(text);
    }
}
