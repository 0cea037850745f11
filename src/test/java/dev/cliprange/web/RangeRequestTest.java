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

    /** RFC 9110, 13.1.1: strong comparison; {@code *} is any representation that exists. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"abc\" | true",
                "* | true",
                "' * ' | true",
                "\"x\", \"abc\" | true",
                "\"x\",\"abc\" | true",
                "\"a,b\" , \"abc\" | true",
                ", , \"abc\" | true",
                "\"abd\" | false",
                "W/\"abc\" | false",
                "W/\"abc\", \"x\" | false",
                "abc | false",
                "\"x\", * | false",
                "\"a,\"abc | false",
                "OR 1=1 | false",
                "'' | false",
            })
    void of_ifMatch_comparesStrongly(String ifMatch, boolean holds) {
        HttpHeaders headers = headers(HttpHeaders.IF_MATCH, ifMatch);

        assertThat(RangeRequest.of(headers, TAG, LENGTH))
                .isEqualTo(holds ? new RangeRequest.Whole() : new RangeRequest.PreconditionFailed());
    }

    @Test
    void of_ifMatchInSeveralLines_isOneList() {
        HttpHeaders headers = headers(HttpHeaders.IF_MATCH, "\"x\"");
        headers.add(HttpHeaders.IF_MATCH, TAG);

        assertThat(RangeRequest.of(headers, TAG, LENGTH)).isEqualTo(new RangeRequest.Whole());
    }

    /** RFC 9110, 13.2.2: If-Match is evaluated before If-None-Match and Range. */
    @Test
    void of_ifMatchThatFails_comesFirst() {
        HttpHeaders headers = headers(HttpHeaders.IF_MATCH, "\"x\"");
        headers.set(HttpHeaders.IF_NONE_MATCH, TAG);
        headers.set(HttpHeaders.RANGE, "bytes=5000-");

        assertThat(RangeRequest.of(headers, TAG, LENGTH)).isEqualTo(new RangeRequest.PreconditionFailed());
    }

    @Test
    void of_ifMatchThatHolds_leavesTheRest() {
        HttpHeaders headers = headers(HttpHeaders.IF_MATCH, TAG);
        headers.set(HttpHeaders.RANGE, "bytes=0-0");
        assertThat(RangeRequest.of(headers, TAG, LENGTH)).isEqualTo(new RangeRequest.Part(0, 1));
        headers.set(HttpHeaders.IF_NONE_MATCH, "W/" + TAG);
        assertThat(RangeRequest.of(headers, TAG, LENGTH)).isEqualTo(new RangeRequest.NotModified());
    }

    @Test
    void of_ifNoneMatchThatIsNone_isTheWhole() {
        assertThat(RangeRequest.of(headers(HttpHeaders.IF_NONE_MATCH, "' OR 1=1"), TAG, LENGTH))
                .isEqualTo(new RangeRequest.Whole());
    }

    @Test
    void condition_weakTag_neverMatchesStrongly() {
        String weak = "W/" + TAG;

        assertThat(RangeRequest.condition(headers(HttpHeaders.IF_MATCH, weak), weak))
                .contains(new RangeRequest.PreconditionFailed());
        assertThat(RangeRequest.condition(headers(HttpHeaders.IF_MATCH, "*"), weak))
                .isEmpty();
        assertThat(RangeRequest.condition(headers(HttpHeaders.IF_NONE_MATCH, TAG), weak))
                .contains(new RangeRequest.NotModified());
    }
}
