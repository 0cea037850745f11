package dev.cliprange.ffmpeg.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What requests for the same frames share, and which failures are remembered. */
class SharedEncodingsTest {

    private final AtomicInteger begun = new AtomicInteger();
    private final SharedEncodings<String> encodings =
            new SharedEncodings<>(new EncodingFailures(Duration.ofMinutes(10)));

    @Test
    void concurrentRequests_shareOneEncoding_andLaterOnesBeginAnother() {
        Sinks.One<String> running = Sinks.one();
        List<String> results = new ArrayList<>();
        get("a", running.asMono()).subscribe(results::add);
        get("a", running.asMono()).subscribe(results::add);
        get("b", Mono.just("other")).subscribe(results::add);

        running.tryEmitValue("made").orThrow();

        assertThat(results).containsExactly("other", "made", "made");
        assertThat(begun).hasValue(2);
        assertThat(get("a", Mono.just("again")).block()).isEqualTo("again");
    }

    @Test
    void lastingFailure_isRememberedForItsFrames() {
        var media = new FailureException(Failure.MEDIA_MALFORMED, "damaged");
        var lasting = new EncodingFailures.Lasting(media);
        assertThatThrownBy(get("a", Mono.error(lasting))::block).isSameAs(media);

        assertThatThrownBy(get("a", Mono.just("made"))::block)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        again -> assertThat(again.isRemembered()).isTrue());
        assertThat(begun).hasValue(1);
        assertThat(get("b", Mono.just("made")).block()).isEqualTo("made");
    }

    @Test
    void otherFailure_isNotRemembered() {
        var passing = new FailureException(Failure.SOURCE_UNREADABLE, "the storage is away");
        assertThatThrownBy(get("a", Mono.error(passing))::block).isSameAs(passing);

        assertThat(get("a", Mono.just("made")).block()).isEqualTo("made");
    }

    @Test
    void lastingFailure_withoutExpiry_isForgotten() {
        var forgetful = new SharedEncodings<String>(new EncodingFailures(Duration.ZERO));
        var media = new FailureException(Failure.MEDIA_MALFORMED, "damaged");
        Mono<String> failing = forgetful.get("a", () -> Mono.error(new EncodingFailures.Lasting(media)));
        assertThatThrownBy(failing::block).isSameAs(media);

        assertThat(forgetful.get("a", () -> Mono.just("made")).block()).isEqualTo("made");
    }

    /** Its client may have too many processes, and this one none. */
    @Test
    void joinedEncoding_withoutAFreeProcess_isTriedAgain() {
        Sinks.One<String> busy = Sinks.one();
        List<String> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        get("a", busy.asMono()).subscribe(results::add, failures::add);
        get("a", Mono.just("made")).subscribe(results::add, failures::add);

        busy.tryEmitError(new FailureException(Failure.TOO_BUSY, "no process is free"))
                .orThrow();

        assertThat(results).containsExactly("made");
        assertThat(failures).hasSize(1);
    }

    private Mono<String> get(String key, Mono<String> work) {
        return encodings.get(key, () -> {
            begun.incrementAndGet();
            return work;
        });
    }
}
