package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.FfmpegPermit;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.ffmpeg.process.Share;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shares of the pool: no kind of work keeps another from running. */
class SharesIT {

    private static final int QUEUE = 8;

    private final List<FfmpegPermit> held = new CopyOnWriteArrayList<>();
    private final List<Throwable> refused = new CopyOnWriteArrayList<>();

    private static FfmpegPool pool(int permits, Duration maxWait) {
        return new FfmpegPool(
                FfmpegHarness.withPool(FfmpegHarness.settings(Path.of("ffmpeg")), permits, QUEUE, maxWait),
                new SimpleMeterRegistry());
    }

    /** @return the permits that are granted, in their order; more come as others are released */
    private List<FfmpegPermit> ask(FfmpegPool pool, Share share, int times) {
        List<FfmpegPermit> granted = new CopyOnWriteArrayList<>();
        for (int i = 0; i < times; i++) {
            pool.acquire(share, ProcessHolder.NONE)
                    .subscribe(
                            permit -> {
                                granted.add(permit);
                                held.add(permit);
                            },
                            refused::add);
        }
        return granted;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8})
    void encodingsAndProbes_asManyAsPossible_leaveAViewerItsPermit(int permits) {
        FfmpegPool pool = pool(permits, Duration.ofMinutes(1));

        List<FfmpegPermit> probes = ask(pool, Share.BACKGROUND, QUEUE);
        List<FfmpegPermit> encodings = ask(pool, Share.ENCODING, QUEUE);
        List<FfmpegPermit> viewers = ask(pool, Share.VIEWER, permits);

        assertThat(probes.size() + encodings.size()).isEqualTo(Share.others(permits));
        assertThat(viewers).hasSize(permits - Share.others(permits)).isNotEmpty();
        assertThat(pool.snapshot().active()).isEqualTo(permits);
        pool.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"ENCODING", "BACKGROUND"})
    void viewers_atAllPermitsAndInTheQueue_letOthersInAtTheNextEnd(Share share) {
        FfmpegPool pool = pool(4, Duration.ofMinutes(1));
        List<FfmpegPermit> viewers = ask(pool, Share.VIEWER, 4 + QUEUE);
        assertThat(viewers).hasSize(4);

        List<FfmpegPermit> others = ask(pool, share, 1);
        assertThat(others).isEmpty();
        viewers.getFirst().release();

        assertThat(others).hasSize(1);
        assertThat(viewers).hasSize(4);
        assertThat(pool.snapshot().active()).isEqualTo(4);
        pool.close();
    }

    @Test
    void encodings_atTheirLimit_letAProbeInAtTheNextEnd() {
        FfmpegPool pool = pool(4, Duration.ofMinutes(1));
        List<FfmpegPermit> encodings = ask(pool, Share.ENCODING, 4);
        assertThat(encodings).hasSize(2);

        List<FfmpegPermit> probes = ask(pool, Share.BACKGROUND, 2);
        encodings.getFirst().release();

        assertThat(probes).hasSize(1);
        assertThat(encodings).hasSize(2);
        pool.close();
    }

    @Test
    void onePermit_isUsedInTheOrderOfTheRequests() {
        FfmpegPool pool = pool(1, Duration.ofMinutes(1));
        List<Share> order = new ArrayList<>();
        List<Share> asked = List.of(Share.ENCODING, Share.BACKGROUND, Share.VIEWER, Share.ENCODING, Share.VIEWER);
        for (Share share : asked) {
            pool.acquire(share, ProcessHolder.NONE).subscribe(permit -> {
                order.add(share);
                held.add(permit);
            });
        }

        for (int i = 0; i < asked.size(); i++) {
            assertThat(pool.snapshot().active()).isEqualTo(1);
            held.get(i).release();
        }

        assertThat(order).isEqualTo(asked);
        assertThat(pool.snapshot().active()).isZero();
    }

    @Test
    void encodings_waitedTooLong_areRefusedAndHoldNothing() {
        FfmpegPool pool = pool(2, Duration.ofMillis(50));
        List<FfmpegPermit> encodings = ask(pool, Share.ENCODING, 2);

        FfmpegHarness.await(() -> refused.size() == 1, "still waits");

        assertThat(((FailureException) refused.getFirst()).failure()).isEqualTo(Failure.TOO_BUSY);
        assertThat(pool.snapshot().waiting()).isZero();
        encodings.getFirst().release();
        assertThat(pool.snapshot().active()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void waiting_whenThePoolCloses_isRefused(Share share) {
        FfmpegPool pool = pool(1, Duration.ofMinutes(1));
        ask(pool, share, 2);

        pool.close();
        ask(pool, share, 1);

        assertThat(refused)
                .hasSize(2)
                .allSatisfy(failure ->
                        assertThat(((FailureException) failure).failure()).isEqualTo(Failure.SHUTTING_DOWN));
    }
}
