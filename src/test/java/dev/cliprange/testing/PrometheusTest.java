package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTest {

    @ParameterizedTest
    @CsvSource({"+Inf, Infinity", "-Inf, -Infinity", "NaN, NaN", "1.5e-3, 0.0015", "0, 0"})
    void number_inTheNotationOfPrometheus_isRead(String text, double expected) {
        assertThat(Prometheus.number(text)).isEqualTo(Double.valueOf(expected));
    }
}
