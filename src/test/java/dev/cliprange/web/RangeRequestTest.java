package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class RangeRequestTest {

    private static final String TAG = "\"abc\"";
    private static final long LENGTH = 1000;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-, 0, 1000",
        "bytes=10-19, 10, 10",
        "bytes=990-5000, 990, 10",
        "bytes=-10, 990, 10",
        "bytes=-5000, 0, 1000",
        "bytes=999-999, 999, 1",
    })
    void of_singleRange_isThatPart(String range, long offset, long length) {
        assertThat(RangeRequest.of(headers(HttpHeaders.RANGE, range), TAG, LENGTH))
                .isEqualTo(new RangeRequest.Part(offset, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=1000-2000", "bytes=9223372036854775807-", "bytes=-0"})
    void of_rangeBehindTheEnd_isUnsatisfiable(String range) {
        assertThat(RangeRequest.of(headers(HttpHeaders.RANGE, range), TAG, LENGTH))
                .isEqualTo(new RangeRequest.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-1,5-6",
                "bytes=5-1",
                "bytes=a-b",
                "bytes=",
                "items=0-1",
                "bytes 0-1",
                "bytes=0-99999999999999999999999",
            })
    void of_severalRangesOrNone_isTheWhole(String range) {
        assertThat(RangeRequest.of(headers(HttpHeaders.RANGE, range), TAG, LENGTH))
                .isEqualTo(new RangeRequest.Whole());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"abc\" | true",
                "W/\"abc\" | false",
                "\"abd\" | false",
                "Sat, 21 Nov 2026 10:00:00 GMT | false",
            })
    void of_rangeUnderIfRange_holdsOnlyForTheStrongTag(String condition, boolean holds) {
        var headers = headers(HttpHeaders.RANGE, "bytes=0-9");
        headers.set(HttpHeaders.IF_RANGE, condition);

        assertThat(RangeRequest.of(headers, TAG, LENGTH))
                .isEqualTo(holds ? new RangeRequest.Part(0, 10) : new RangeRequest.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "W/\"abc\"", "*", "\"x\", \"abc\""})
    void of_ifNoneMatchWithTheTag_isNotModifiedAlsoWithARange(String condition) {
        var headers = headers(HttpHeaders.IF_NONE_MATCH, condition);
        headers.set(HttpHeaders.RANGE, "bytes=0-9");

        assertThat(RangeRequest.of(headers, TAG, LENGTH)).isEqualTo(new RangeRequest.NotModified());
    }

    @Test
    void of_noConditions_isTheWhole() {
        assertThat(RangeRequest.of(headers(HttpHeaders.IF_NONE_MATCH, "\"x\""), TAG, LENGTH))
                .isEqualTo(new RangeRequest.Whole());
    }

    private static HttpHeaders headers(String name, String value) {
        var headers = new HttpHeaders();
        headers.set(name, value);
        return headers;
    }
}
