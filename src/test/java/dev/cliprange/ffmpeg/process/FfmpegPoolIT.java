package dev.cliprange.ffmpeg.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.FfmpegHarness;
import dev.cliprange.ffmpeg.clip.FfmpegStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Two places and a queue of one, held by processes that never end. */
class FfmpegPoolIT {

    @TempDir
    Path folder;

    private final Disposable.Composite running = Disposables.composite();
    private FfmpegHarness harness;

    @BeforeEach
    void pool() throws IOException {
        harness = pool(2, 1, Duration.ofSeconds(30));
    }

    @AfterEach
    void nothingIsLeft() {
        running.dispose();
        harness.assertIdle();
    }

    @Test
    void open_placesAndQueueFull_isRefusedAtOnceWithAHint() {
        fill(2, 1);

        Throwable refused = catchThrowable(() -> clip().block(Duration.ofSeconds(20)));

        assertThat(refused).isInstanceOf(FailureException.class);
        FailureException failure = (FailureException) refused;
        assertThat(failure.failure()).isEqualTo(Failure.TOO_BUSY);
        assertThat(failure.properties()).containsEntry("retryAfterSeconds", 1);
        assertThat(harness.meters.get("ffmpeg.rejected").counter().count()).isEqualTo(1);
        assertThat(harness.meters.get("ffmpeg.active").gauge().value()).isEqualTo(2);
        assertThat(harness.meters.get("ffmpeg.queued").gauge().value()).isEqualTo(1);
    }

    @Test
    void open_waitedTooLong_isRefused() throws IOException {
        harness = pool(2, 1, Duration.ofMillis(200));
        fill(2, 0);

        Throwable refused = catchThrowable(() -> clip().block(Duration.ofSeconds(20)));

        assertThat(((FailureException) refused).failure()).isEqualTo(Failure.TOO_BUSY);
        assertThat(harness.pool.snapshot().waiting()).isZero();
    }

    @Test
    void open_queueOfNone_stillUsesThePlaces() throws IOException {
        harness = pool(1, 0, Duration.ofSeconds(30));
        fill(1, 0);

        Throwable refused = catchThrowable(() -> clip().block(Duration.ofSeconds(20)));

        assertThat(((FailureException) refused).failure()).isEqualTo(Failure.TOO_BUSY);
    }

    @Test
    void cancel_oneOfTheRunning_letsTheWaitingIn() {
        List<Disposable> clips = fill(2, 1);

        clips.getFirst().dispose();

        FfmpegHarness.await(() -> harness.pool.snapshot().waiting() == 0, "the queue does not move");
        FfmpegHarness.await(() -> harness.pool.snapshot().processes().size() == 2, "the waiting one does not start");
    }

    @Test
    void cancel_theWaiting_givesItsPlaceInTheQueueBack() {
        List<Disposable> clips = fill(2, 1);

        clips.getLast().dispose();
        FfmpegHarness.await(() -> harness.pool.snapshot().waiting() == 0, "the queue keeps the cancelled");
        running.add(clip().subscribe());

        FfmpegHarness.await(() -> harness.pool.snapshot().waiting() == 1, "the queue takes nobody");
        assertThat(harness.pool.snapshot().active()).isEqualTo(2);
    }

    @Test
    void storm_sixtyOnFourPlaces_runsFourAtATimeAndRefusesAllButTheQueue() throws IOException {
        Path gate = folder.resolve("gate");
        harness = FfmpegHarness.script(
                folder,
                "while [ ! -e " + gate + " ]; do sleep 0.02; done; exit 1",
                old -> FfmpegHarness.withPool(old, 4, 8, Duration.ofSeconds(30)));
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 60; i++) {
            running.add(clip().doOnError(failure -> {
                        if (((FailureException) failure).failure() == Failure.TOO_BUSY) {
                            refused.incrementAndGet();
                        }
                    })
                    .onErrorComplete()
                    .subscribe());
        }

        assertThat(refused).hasValue(48);
        FfmpegHarness.await(() -> harness.pool.snapshot().processes().size() == 4, "not all started");
        assertThat(harness.pool.snapshot().waiting()).isEqualTo(8);
        Files.createFile(gate);
        FfmpegHarness.await(() -> harness.exits(ExitClass.ERROR) == 12, "not all had their turn");
    }

    @Test
    void snapshot_whileRunning_tellsOfEachProcess() {
        fill(2, 1);

        FfmpegSnapshot snapshot = harness.pool.snapshot();

        assertThat(snapshot.active()).isEqualTo(2);
        assertThat(snapshot.waiting()).isEqualTo(1);
        assertThat(snapshot.permits()).isEqualTo(2);
        assertThat(snapshot.utilisation()).isEqualTo(1.0);
        assertThat(snapshot.residentBytes()).isPositive();
        assertThat(snapshot.processes()).hasSize(2).allSatisfy(process -> {
            assertThat(process.label()).isEqualTo("clip-under-test");
            assertThat(process.age()).isPositive();
        });
        assertThat(harness.meters.get("ffmpeg.memory.resident").gauge().value()).isPositive();
    }

    @Test
    void close_whileSomeRunAndOneWaits_endsThemAll() {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(clip().subscribe(stream -> {}, failures::add));
        }
        FfmpegHarness.await(() -> harness.pool.snapshot().processes().size() == 2, "not all started");
        FfmpegHarness.await(() -> harness.pool.snapshot().waiting() == 1, "none waits");

        harness.pool.close();

        FfmpegHarness.await(() -> failures.size() == 3, "not all were told");
        assertThat(failures)
                .filteredOn(
                        failure -> failure instanceof FailureException down && down.failure() == Failure.SHUTTING_DOWN)
                .hasSize(1);
    }

    @Test
    void version_ofTheProgram_needsNoPlace() throws IOException {
        fill(2, 1);
        FfmpegHarness real = FfmpegHarness.real();

        assertThat(new FfmpegVersion(real.properties, real.pool).check().block(FfmpegHarness.LIMIT))
                .isInstanceOf(FfmpegVersion.Check.Present.class);
    }

    @Test
    void version_noSuchProgram_isNamedAsTheReason() {
        var properties = FfmpegHarness.settings(folder.resolve("nothing"));

        assertThat(new FfmpegVersion(properties, harness.pool).check().block(FfmpegHarness.LIMIT))
                .isEqualTo(new FfmpegVersion.Check.Absent("There is no such program."));
    }

    @Test
    void version_tooOld_isNamedAsTheReason() throws IOException {
        FfmpegHarness old = FfmpegHarness.script(folder, "echo 'ffmpeg version 4.3.1-static Copyright (c)'");

        assertThat(new FfmpegVersion(old.properties, old.pool).check().block(FfmpegHarness.LIMIT))
                .isEqualTo(
                        new FfmpegVersion.Check.Absent("The program is FFmpeg 4.3.1-static (expected: 4.4 or newer)."));
    }

    private FfmpegHarness pool(int processes, int queue, Duration maxWait) throws IOException {
        return FfmpegHarness.script(
                folder, "exec sleep 1000", old -> FfmpegHarness.withPool(old, processes, queue, maxWait));
    }

    private Mono<FfmpegStream> clip() {
        return harness.open(Path.of("/dev/null"), 0, 1_000_000);
    }

    private List<Disposable> fill(int places, int queue) {
        List<Disposable> clips = new ArrayList<>();
        for (int i = 0; i < places + queue; i++) {
            clips.add(clip().onErrorComplete().subscribe());
        }
        running.addAll(clips);
        FfmpegHarness.await(() -> harness.pool.snapshot().processes().size() == places, "not all started");
        FfmpegHarness.await(() -> harness.pool.snapshot().waiting() == queue, "not all wait");
        return clips;
    }
}
