package dev.cliprange.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapShareTest {

    @ParameterizedTest
    @CsvSource({"5%, 50", "0%, 0", "100%, 1000", " 2.5 % , 25", "7B, 7", "1KB, 1024"})
    void of_shareOrSize_isInBytes(String text, long bytes) {
        assertThat(HeapShare.of(text.replace(" %", "%"), 1000).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101%", "-1%", "%", "NaN%", "much", "-5MB"})
    void of_anythingElse_isRejected(String text) {
        assertThatThrownBy(() -> HeapShare.of(text, 1000)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void entries_areAtLeastOneAndAtMostTheCap() {
        assertThat(new HeapShare(1000).entries(100, 50)).isEqualTo(10);
        assertThat(new HeapShare(1000).entries(100, 5)).isEqualTo(5);
        assertThat(new HeapShare(0).entries(100, 5)).isEqualTo(1);
    }
}
