package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.000001", "33366, 0.033366", "12500000, 12.5", "100000000000, 100000", "10000000, 10"})
    void of_microseconds_hasNoTrailingZerosAndNoExponent(long us, String seconds) {
        assertThat(Seconds.of(us)).hasToString(seconds);
        assertThat(Seconds.toUs(new BigDecimal(seconds))).isEqualTo(us);
    }

    @Test
    void toUs_seventhDecimal_isRoundedHalfUp() {
        assertThat(Seconds.toUs(new BigDecimal("1.0000005"))).isEqualTo(1_000_001);
        assertThat(Seconds.toUs(new BigDecimal("1.00000049"))).isEqualTo(1_000_000);
    }

    @Test
    void toUs_numberTooLarge_isRefusedWithoutBeingExpanded() {
        assertThatThrownBy(() -> Seconds.toUs(new BigDecimal("1e2000000000"))).isInstanceOf(ArithmeticException.class);
        assertThat(Seconds.toUs(new BigDecimal("1e-2000000000"))).isZero();
    }
}
