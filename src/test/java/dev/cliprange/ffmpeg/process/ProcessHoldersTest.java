package dev.cliprange.ffmpeg.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.FfmpegHarness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

/** The processes of one client and of one key: no client takes those of others, and nothing is counted that has ended. */
class ProcessHoldersTest {

    private static final int PERMITS = 4;
    private static final int HALF = PERMITS / 2;
    private static final int WHILE_NO_OTHER_WAITS = -1;
    private static final int QUEUE = 8;
    private static final ProcessHolder ONE = client("192.0.2.1");
    private static final ProcessHolder OTHER = client("192.0.2.2");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<FailureException> refused = new ArrayList<>();
    private final List<Disposable> requests = new ArrayList<>();
    private FfmpegPool pool = pool(PERMITS, HALF, HALF, Duration.ofMinutes(1));

    private static ProcessHolder client(String name) {
        return new ProcessHolder(Optional.of(name), Optional.empty());
    }

    private static ProcessHolder key(String client, String key) {
        return new ProcessHolder(Optional.of(client), Optional.of(key));
    }

    private FfmpegPool pool(int permits, int perClient, int perKey, Duration maxWait) {
        FfmpegProperties old = FfmpegHarness.settings(Path.of("ffmpeg"));
        return new FfmpegPool(
                new FfmpegProperties(
                        old.path(),
                        permits,
                        perClient,
                        perKey,
                        QUEUE,
                        maxWait,
                        old.firstByteTimeout(),
                        old.readTimeout(),
                        old.idleTimeout(),
                        old.deadline(),
                        old.probeDeadline(),
                        old.maxMemory(),
                        old.threads()),
                meters);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** @return the permits that are granted; more come as others are released */
    private List<FfmpegPermit> ask(Share share, ProcessHolder holder, int times) {
        List<FfmpegPermit> granted = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            requests.add(pool.acquire(share, holder)
                    .subscribe(granted::add, failure -> refused.add((FailureException) failure)));
        }
        return granted;
    }

    @Test
    void clips_ofOneClient_takeHalfAndLeaveTheRestToOthers() {
        List<FfmpegPermit> one = ask(Share.VIEWER, ONE, PERMITS);

        List<FfmpegPermit> other = ask(Share.VIEWER, OTHER, 2);

        assertThat(one).hasSize(2);
        assertThat(other).as("they pass those that wait").hasSize(2);
        one.getFirst().release();
        assertThat(one).as("the next of the same client").hasSize(3);
        List.copyOf(one).forEach(FfmpegPermit::release);
        assertThat(one).hasSize(4);
        other.forEach(FfmpegPermit::release);
        one.forEach(FfmpegPermit::release);
        assertThat(pool.snapshot().active()).isZero();
        assertThat(pool.isHeldByNone()).isTrue();
        assertThat(refused).isEmpty();
    }

    @Test
    void encodings_ofOneClient_takeHalfOfTheEncodings() {
        List<FfmpegPermit> one = ask(Share.ENCODING, ONE, 2);
        List<FfmpegPermit> other = ask(Share.ENCODING, OTHER, 2);

        assertThat(one).hasSize(1);
        assertThat(other).hasSize(1);
    }

    @Test
    void clipsAndEncodings_ofOneClient_countTogether() {
        assertThat(ask(Share.VIEWER, ONE, 1)).hasSize(1);
        assertThat(ask(Share.ENCODING, ONE, 1)).hasSize(1);

        assertThat(ask(Share.VIEWER, ONE, 1)).isEmpty();
        assertThat(ask(Share.VIEWER, OTHER, 2)).hasSize(2);
    }

    @Test
    void preparations_together_takeWhatOneClientMay() {
        assertThat(ask(Share.ENCODING, ProcessHolder.PREPARATION, 2)).hasSize(1);

        assertThat(ask(Share.ENCODING, ONE, 1)).hasSize(1);
    }

    @Test
    void key_usedByManyClients_hasALimitOfItsOwn() {
        List<FfmpegPermit> first = ask(Share.ENCODING, key("192.0.2.1", "key:a"), 1);
        List<FfmpegPermit> second = ask(Share.ENCODING, key("192.0.2.2", "key:a"), 1);

        assertThat(first).hasSize(1);
        assertThat(second).isEmpty();
        assertThat(ask(Share.ENCODING, key("192.0.2.3", "key:b"), 1)).hasSize(1);
        first.getFirst().release();
        assertThat(second).hasSize(1);
    }

    @Test
    void queue_ofOneClient_isHalfOfTheQueue() {
        ask(Share.VIEWER, ONE, 2 + QUEUE / 2);
        assertThat(refused).isEmpty();

        ask(Share.VIEWER, ONE, 3);

        assertThat(refused).hasSize(3).allSatisfy(failure -> {
            assertThat(failure.failure()).isEqualTo(Failure.TOO_BUSY);
            assertThat(failure.detail()).startsWith("This client has");
            assertThat(failure.properties()).containsKey("retryAfterSeconds");
        });
        assertThat(meters.get("ffmpeg.holder.rejected").counter().count()).isEqualTo(3);
        assertThat(meters.get("ffmpeg.rejected").counter().count()).isZero();
        List<FfmpegPermit> other = ask(Share.VIEWER, OTHER, 2 + QUEUE / 2);
        assertThat(other).hasSize(2);
        assertThat(refused).hasSize(3);
    }

    @Test
    void waiting_forLongerThanIsAllowed_isRefusedAsTooManyOfTheClient() {
        pool.close();
        meters.clear();
        pool = pool(PERMITS, HALF, HALF, Duration.ofMillis(20));
        ask(Share.VIEWER, ONE, 3);

        FfmpegHarness.await(() -> !refused.isEmpty(), "still waits");

        assertThat(refused.getFirst().detail()).startsWith("This client has");
        assertThat(pool.snapshot().waiting()).isZero();
    }

    @Test
    void requests_thatAreCancelledWhileTheyWait_holdNothing() {
        List<FfmpegPermit> one = ask(Share.VIEWER, ONE, 4);
        requests.get(2).dispose();
        requests.get(3).dispose();
        one.forEach(FfmpegPermit::release);

        assertThat(pool.isHeldByNone()).isTrue();
        assertThat(ask(Share.VIEWER, ONE, 2)).hasSize(2);
    }

    @Test
    void client_ofManyRequests_takesAllWhileNoOtherWaits_andTheNextIsTheOthers() {
        pool.close();
        meters.clear();
        pool = pool(PERMITS, WHILE_NO_OTHER_WAITS, WHILE_NO_OTHER_WAITS, Duration.ofMinutes(1));
        List<FfmpegPermit> one = ask(Share.VIEWER, ONE, PERMITS + 2);
        assertThat(one).hasSize(PERMITS);
        List<FfmpegPermit> other = ask(Share.VIEWER, OTHER, 2);
        assertThat(other).isEmpty();

        one.get(0).release();
        one.get(1).release();

        assertThat(other).hasSize(2);
        assertThat(one).as("those that waited first still wait").hasSize(PERMITS);
        one.get(2).release();
        assertThat(one).hasSize(PERMITS + 1);
        assertThat(refused).isEmpty();
    }

    @Test
    void queue_fullOfOneClient_givesItsPlacesToOthers() {
        pool.close();
        meters.clear();
        pool = pool(PERMITS, WHILE_NO_OTHER_WAITS, WHILE_NO_OTHER_WAITS, Duration.ofMinutes(1));
        ask(Share.VIEWER, ONE, PERMITS + QUEUE);
        assertThat(refused)
                .as("the whole queue is its own while no other waits")
                .isEmpty();

        ask(Share.VIEWER, OTHER, QUEUE / 2);

        assertThat(refused)
                .hasSize(QUEUE / 2)
                .allSatisfy(failure -> assertThat(failure.detail()).startsWith("All FFmpeg processes"));
        ask(Share.VIEWER, OTHER, 1);
        ask(Share.VIEWER, ONE, 1);
        assertThat(refused).as("each has its part: the new request is refused").hasSize(QUEUE / 2 + 2);
        assertThat(pool.snapshot().waiting()).isEqualTo(QUEUE);
    }

    @ParameterizedTest
    @CsvSource({"4, 0, 4", "4, 1, 1", "4, 3, 3", "4, 9, 4", "1, -1, 1", "2, -1, 2", "5, -1, 5"})
    void clips_ofOneClient_haveTheLimitOfTheSetting(int permits, int setting, int expected) {
        pool.close();
        meters.clear();
        pool = pool(permits, setting, HALF, Duration.ofMinutes(1));

        assertThat(ask(Share.VIEWER, ONE, permits)).hasSize(expected);
    }

    @ParameterizedTest
    @EnumSource
    void work_withoutAHolder_isNotLimited(Share share) {
        assertThat(ask(share, ProcessHolder.NONE, PERMITS)).hasSize(share.most(PERMITS));
        assertThat(pool.isHeldByNone()).isTrue();
    }
}
