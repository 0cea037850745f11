package dev.cliprange.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import tools.jackson.databind.json.JsonMapper;

/** What the log has about failed requests. */
class ProblemExceptionHandlerTest {

    private static final String SIGNATURE = "1800000060.2026a.FfI0LM6ZcFF3AMXjVsWdECV_jZ9xxqrBae4AeJNJ3Vw";
    private static final String PATH = "/videos/s/" + SIGNATURE + "/clips/a/hls/b/master.m3u8?form=copy";

    private final Logger logger = (Logger) LoggerFactory.getLogger(ProblemExceptionHandler.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(PATH));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void failureOfTheStorage_isLoggedWithoutTheSignatureInThePath() {
        handle(new FailureException(Failure.SOURCE_UNREADABLE, "The storage cannot be read."));

        assertLogged();
    }

    @Test
    void bug_isLoggedWithoutTheSignatureInThePath() {
        handle(new IllegalStateException("a bug"));

        assertLogged();
    }

    private void handle(Throwable error) {
        new ProblemExceptionHandler(JsonMapper.shared())
                .handle(exchange, error)
                .onErrorComplete()
                .block();
    }

    private void assertLogged() {
        List<String> texts = lines.list.stream()
                .map(event -> event.getFormattedMessage() + event.getKeyValuePairs())
                .toList();
        assertThat(texts)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("/videos/s/-/clips/a/hls/b/master.m3u8")
                        .doesNotContain(SIGNATURE, "form=copy"));
    }
}
