package dev.cliprange.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectMemoryTest {

    @ParameterizedTest
    @CsvSource({
        "100, 0, 0, false",
        "100, 90, 0, false",
        "100, 91, 0, true",
        "100, 98, 60, false",
        "100, 98, 5, true",
        "100, -1, 0, false",
        "0, 98, 0, false"
    })
    void isShort_belowATenthOfTheLimit(long max, long taken, long pooledFree, boolean expected) {
        assertThat(new DirectMemory(max, taken, pooledFree).isShort()).isEqualTo(expected);
    }
}
