package dev.cliprange.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class RangeResponseTest {

    private static final String TAG = "\"version-0123\"";

    private final List<String> written = new ArrayList<>();

    private MockServerWebExchange answer(MockServerHttpRequest.BaseBuilder<?> request) {
        var exchange = MockServerWebExchange.from(request.build());
        RangeResponse.answer(TAG, 100, exchange, (from, to) -> Mono.fromRunnable(() -> written.add(from + ".." + to)))
                .block(Duration.ofSeconds(5));
        return exchange;
    }

    private static MockServerHttpRequest.BaseBuilder<?> get() {
        return MockServerHttpRequest.get("/videos/poster.jpg");
    }

    @Test
    void answer_withoutRange_isTheWholeWithLengthAndTag() {
        var response = answer(get()).getResponse();

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(response.getHeaders().getContentLength()).isEqualTo(100);
        assertThat(response.getHeaders().getETag()).isEqualTo(TAG);
        assertThat(response.getHeaders().getFirst(HttpHeaders.ACCEPT_RANGES)).isEqualTo("bytes");
        assertThat(written).containsExactly("0..100");
    }

    @Test
    void answer_range_isThatPart() {
        var response = answer(get().header(HttpHeaders.RANGE, "bytes=10-19")).getResponse();

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.PARTIAL_CONTENT);
        assertThat(response.getHeaders().getFirst(HttpHeaders.CONTENT_RANGE)).isEqualTo("bytes 10-19/100");
        assertThat(response.getHeaders().getContentLength()).isEqualTo(10);
        assertThat(written).containsExactly("10..20");
    }

    @Test
    void answer_head_writesNoBody() {
        var response = answer(MockServerHttpRequest.head("/videos/poster.jpg")).getResponse();

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(response.getHeaders().getContentLength()).isEqualTo(100);
        assertThat(written).isEmpty();
    }

    @Test
    void answer_ifRangeOfAnotherTag_isTheWhole() {
        var response = answer(get().header(HttpHeaders.RANGE, "bytes=10-19").header(HttpHeaders.IF_RANGE, "\"other\""))
                .getResponse();

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(written).containsExactly("0..100");
    }

    @Test
    void answer_tagThatTheClientHas_isNotModified() {
        var response = answer(get().header(HttpHeaders.IF_NONE_MATCH, TAG)).getResponse();

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
        assertThat(response.getHeaders().getETag()).isEqualTo(TAG);
        assertThat(written).isEmpty();
    }

    @Test
    void answer_rangeAfterTheEnd_isNotSatisfiable() {
        assertFails(get().header(HttpHeaders.RANGE, "bytes=100-"), Failure.RANGE_NOT_SATISFIABLE);
    }

    @Test
    void answer_ifMatchOfAnotherTag_failsItsPrecondition() {
        assertFails(get().header(HttpHeaders.IF_MATCH, "\"other\""), Failure.PRECONDITION_FAILED);
    }

    private void assertFails(MockServerHttpRequest.BaseBuilder<?> request, Failure failure) {
        assertThatThrownBy(() -> answer(request))
                .isInstanceOfSatisfying(
                        FailureException.class, it -> assertThat(it.failure()).isEqualTo(failure));
        assertThat(written).isEmpty();
    }
}
