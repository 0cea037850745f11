package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class EndSignalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EndSignal signal = new EndSignal();
    private final TestPublisher<String> source = TestPublisher.create();

    /** With {@code takeUntilOther} and a publisher that fails, the source stays subscribed. */
    @Test
    void fail_runningStream_cancelsItsSourceAndFailsIt() {
        StepVerifier.create(signal.applyTo(source.flux()))
                .then(() -> source.next("a"))
                .expectNext("a")
                .then(() -> signal.fail(new IllegalStateException("closed")))
                .verifyErrorMessage("closed");
        source.assertCancelled();
    }

    @Test
    void fail_runningWork_cancelsItAndFailsIt() {
        StepVerifier.create(signal.applyTo(source.flux().then()))
                .then(() -> signal.fail(new IllegalStateException("closed")))
                .verifyErrorMessage("closed");
        source.assertCancelled();
    }

    @Test
    void complete_runningStream_cancelsItsSourceAndCompletesIt() {
        StepVerifier.create(signal.applyTo(source.flux()))
                .then(signal::complete)
                .expectComplete()
                .verify(PATIENCE);
        source.assertCancelled();
    }

    @Test
    void fail_beforeTheStreamBegins_failsItToo() {
        signal.fail(new IllegalStateException("closed"));

        StepVerifier.create(signal.applyTo(Flux.just("a"))).verifyErrorMessage("closed");
    }

    @Test
    void fail_afterTheFirstCall_changesNothing() {
        signal.complete();
        signal.fail(new IllegalStateException("late"));

        StepVerifier.create(signal.applyTo(Flux.just("a"))).expectComplete().verify(PATIENCE);
    }

    @Test
    void applyTo_streamThatEndsByItself_isUnchanged() {
        StepVerifier.create(signal.applyTo(Flux.just("a", "b")))
                .expectNext("a", "b")
                .expectComplete()
                .verify(PATIENCE);
        StepVerifier.create(signal.applyTo(Flux.error(new IllegalArgumentException("own"))))
                .verifyErrorMessage("own");
        assertThat(source.wasSubscribed()).isFalse();
    }
}
