package dev.cliprange.ffmpeg.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.codec.VideoCodec;
import dev.cliprange.codec.splice.EncoderTarget;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.FfmpegHarness;
import dev.cliprange.ffmpeg.encode.BoundaryEncoder;
import dev.cliprange.ffmpeg.encode.EncodeRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** The memory of each kind of process is limited, and ordinary work fits. */
class MemoryLimitIT {

    private static final EncoderTarget AVC = new EncoderTarget(VideoCodec.H264, 100, 51, 1, 0);
    private static final Path LIMITS = Path.of("/proc/self/limits");

    @TempDir
    Path folder;

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.exists(LIMITS), "this system has no limits to look at");
    }

    private FfmpegHarness harness;

    @AfterEach
    void nothingIsLeft() {
        harness.assertIdle();
    }

    @Test
    void everyKindOfProcess_hasTheLimit() throws IOException {
        harness = FfmpegHarness.script(folder, "exec sleep 1000", old -> limited(old, 300));
        FfmpegInput input = FfmpegInput.file("/dev/null");
        Disposable clip = harness.open(Path.of("/dev/null"), 0, 1_000_000).subscribe();
        Disposable probe = harness.probe.probe("probe", input).subscribe();
        Disposable encoding = new BoundaryEncoder(harness.properties, harness.pool)
                .encode(encoding(Flux.never()))
                .subscribe();
        Disposable version =
                new FfmpegVersion(harness.properties, harness.pool).check().subscribe();

        FfmpegHarness.await(() -> harness.pool.snapshot().processes().size() == 4, "not all started");
        for (var process : harness.pool.snapshot().processes()) {
            FfmpegHarness.await(
                    () -> dataLimit(process.pid()).equals(String.valueOf(300L << 20)),
                    process.label() + " has no limit");
        }

        List.of(clip, probe, encoding, version).forEach(Disposable::dispose);
    }

    @Test
    void process_thatTakesMore_endsWithAFailureOfItsOwn() throws IOException {
        // Waits for its limit, then takes 400 MB, and would run on if it got them.
        harness = FfmpegHarness.script(
                folder,
                "while ! grep -q 'Max data size *314572800' /proc/$$/limits; do sleep 0.02; done\n"
                        + "exec python3 -c 'import time; b = bytearray(400 << 20); time.sleep(1000)'",
                old -> limited(old, 300));
        assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "no python3");

        Throwable failure = org.assertj.core.api.Assertions.catchThrowable(
                () -> new BoundaryEncoder(harness.properties, harness.pool)
                        .encode(encoding(Flux.never()))
                        .block(FfmpegHarness.LIMIT));

        assertThat(failure).isInstanceOf(FailureException.class);
        assertThat(harness.exits(ExitClass.ERROR)).isEqualTo(1);
    }

    @Test
    void encoding_withLittleMemory_stillEncodesOrdinaryPictures() throws IOException {
        harness = new FfmpegHarness(limited(FfmpegHarness.settings(dev.cliprange.testing.TestFfmpeg.ofServer()), 300));
        byte[] file = video("1920x1080");

        byte[] encoded = new BoundaryEncoder(harness.properties, harness.pool)
                .encode(encoding(input(file)))
                .block(FfmpegHarness.LIMIT);

        assertThat(encoded).hasSizeGreaterThan(10_000);
        assertThat(new BoundaryEncoder(harness.properties, harness.pool).refusal(AVC, 1920, 1080))
                .isEmpty();
    }

    @Test
    void encoding_ofPicturesLargerThanItsContainerSays_isRefusedByTheDecoder() throws IOException {
        harness = new FfmpegHarness(limited(FfmpegHarness.settings(dev.cliprange.testing.TestFfmpeg.ofServer()), 200));
        byte[] file = video("4096x2304");

        Throwable failure = org.assertj.core.api.Assertions.catchThrowable(
                () -> new BoundaryEncoder(harness.properties, harness.pool)
                        .encode(encoding(input(file)))
                        .block(FfmpegHarness.LIMIT));

        assertThat(failure).isInstanceOf(FailureException.class);
        assertThat(new BoundaryEncoder(harness.properties, harness.pool).refusal(AVC, 4096, 2304))
                .isPresent();
    }

    @Test
    void output_upToTheBound_isWholeAndOneByteMoreIsRefused() throws IOException {
        harness = FfmpegHarness.script(folder, "head -c 1000000 /dev/zero");
        var encoder = new BoundaryEncoder(harness.properties, harness.pool);

        assertThat(encoder.encode(encoding(Flux.empty(), 1_000_000)).block(FfmpegHarness.LIMIT))
                .hasSize(1_000_000);
        Throwable failure = org.assertj.core.api.Assertions.catchThrowable(
                () -> encoder.encode(encoding(Flux.empty(), 999_999)).block(FfmpegHarness.LIMIT));

        assertThat(((FailureException) failure).failure()).isEqualTo(dev.cliprange.failure.Failure.PRECISE_UNAVAILABLE);
    }

    @Test
    void eightThousandSquare_isRefusedWithTheLargestDefault() {
        harness = new FfmpegHarness(limited(FfmpegHarness.settings(Path.of("ffmpeg")), 2048));
        var encoder = new BoundaryEncoder(harness.properties, harness.pool);

        for (VideoCodec codec : List.of(VideoCodec.H264, VideoCodec.HEVC, VideoCodec.VP9, VideoCodec.AV1)) {
            var target = new EncoderTarget(
                    codec, codec == VideoCodec.H264 ? 100 : codec == VideoCodec.HEVC ? 1 : 0, 51, 1, 0);
            assertThat(encoder.refusal(target, 8192, 8192)).isPresent();
            assertThat(encoder.refusal(target, 1920, 1080)).isEmpty();
        }
        assertThat(encoder.refusal(AVC, 3840, 2160)).isEmpty();
    }

    private static FfmpegProperties limited(FfmpegProperties old, int megabytes) {
        return new FfmpegProperties(
                old.path(),
                8,
                old.processesPerClient(),
                old.processesPerKey(),
                old.queueLength(),
                old.maxWait(),
                old.firstByteTimeout(),
                old.readTimeout(),
                old.idleTimeout(),
                old.deadline(),
                old.probeDeadline(),
                DataSize.ofMegabytes(megabytes),
                2);
    }

    private static EncodeRequest encoding(Flux<ByteBuf> input) {
        return encoding(input, 32 << 20);
    }

    private static EncodeRequest encoding(Flux<ByteBuf> input, int maxOutputBytes) {
        return new EncodeRequest(
                "encoding",
                ProcessHolder.NONE,
                input,
                AVC,
                List.of(new EncodeRequest.Run(0, Long.MAX_VALUE / 2)),
                0,
                "ultrafast",
                maxOutputBytes,
                Duration.ofSeconds(50));
    }

    private static Flux<ByteBuf> input(byte[] file) {
        return Flux.just(Unpooled.wrappedBuffer(file));
    }

    private byte[] video(String size) throws IOException {
        Path file = folder.resolve("source.mp4");
        FfmpegHarness.run(List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=" + size + ":rate=25",
                "-frames:v",
                "12",
                "-pix_fmt",
                "yuv420p",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-movflags",
                "faststart",
                file.toString()));
        return Files.readAllBytes(file);
    }

    private static String dataLimit(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits")).stream()
                    .filter(line -> line.startsWith("Max data size"))
                    .map(line -> line.split("\\s{2,}", 4)[1])
                    .findFirst()
                    .orElse("");
        } catch (IOException gone) {
            return "";
        }
    }
}
