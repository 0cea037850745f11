package dev.cliprange.ffmpeg;

import dev.cliprange.ffmpeg.clip.ClipRequest;
import dev.cliprange.ffmpeg.clip.FfmpegEngine;
import dev.cliprange.ffmpeg.clip.FfmpegStream;
import dev.cliprange.ffmpeg.probe.SourceProbe;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegMeter;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.KillReason;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.timeline.TimeRange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/** A pool and an engine on the FFmpeg of this machine or on a script that stands in for it. */
public final class FfmpegHarness {

    public static final Duration LIMIT = Duration.ofSeconds(60);

    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final FfmpegProperties properties;
    public final FfmpegPool pool;
    public final FfmpegEngine engine;
    public final SourceProbe probe;

    public FfmpegHarness(FfmpegProperties properties) {
        this.properties = properties;
        this.pool = new FfmpegPool(properties, meters);
        this.engine = new FfmpegEngine(properties, pool);
        this.probe = new SourceProbe(properties, pool);
    }

    public static FfmpegHarness real() {
        return new FfmpegHarness(settings(TestFfmpeg.ofServer()));
    }

    /** A shell script in place of FFmpeg; its arguments are FFmpeg's. */
    public static FfmpegHarness script(Path folder, String body) throws IOException {
        return script(folder, body, settings -> settings);
    }

    public static FfmpegHarness script(Path folder, String body, UnaryOperator<FfmpegProperties> change)
            throws IOException {
        Path script = Files.writeString(folder.resolve("ffmpeg-" + System.nanoTime()), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new FfmpegHarness(change.apply(settings(script)));
    }

    public static FfmpegProperties settings(Path program) {
        return new FfmpegProperties(
                program.toString(),
                4,
                0,
                0,
                8,
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(2),
                DataSize.ofBytes(0),
                0);
    }

    public static FfmpegProperties withPool(FfmpegProperties old, int processes, int queue, Duration maxWait) {
        return new FfmpegProperties(
                old.path(),
                processes,
                old.processesPerClient(),
                old.processesPerKey(),
                queue,
                maxWait,
                old.firstByteTimeout(),
                old.readTimeout(),
                old.idleTimeout(),
                old.deadline(),
                old.probeDeadline(),
                old.maxMemory(),
                old.threads());
    }

    public static FfmpegProperties withTimes(
            FfmpegProperties old, Duration firstByte, Duration read, Duration idle, Duration deadline) {
        return new FfmpegProperties(
                old.path(),
                old.maxProcesses(),
                old.processesPerClient(),
                old.processesPerKey(),
                old.queueLength(),
                old.maxWait(),
                firstByte,
                read,
                idle,
                deadline,
                old.probeDeadline(),
                old.maxMemory(),
                old.threads());
    }

    public Mono<FfmpegStream> open(Path file, long startUs, long endUs) {
        return engine.open(request(FfmpegInput.file(file.toString()), startUs, endUs));
    }

    public static ClipRequest request(FfmpegInput input, long startUs, long endUs) {
        return new ClipRequest("clip-under-test", ProcessHolder.NONE, input, new TimeRange(startUs, endUs));
    }

    /** The whole clip; every buffer is released. */
    public static byte[] read(Mono<FfmpegStream> opening) {
        return opening.flatMapMany(FfmpegStream::body)
                .collect(ByteArrayOutputStream::new, FfmpegHarness::append)
                .map(ByteArrayOutputStream::toByteArray)
                .block(LIMIT);
    }

    public static int releasedSize(ByteBuf buffer) {
        int size = buffer.readableBytes();
        buffer.release();
        return size;
    }

    public static void append(ByteArrayOutputStream bytes, ByteBuf buffer) {
        try {
            buffer.readBytes(bytes, buffer.readableBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            buffer.release();
        }
    }

    /** No process and no permit is left; waits a while for what ends behind the last signal. */
    public void assertIdle() {
        await(() -> pool.snapshot().active() == 0 && pool.snapshot().processes().isEmpty(), "pool: " + pool.snapshot());
        await(() -> children().isEmpty(), "child processes are left");
    }

    public double killed(KillReason reason) {
        return meters.counter(FfmpegMeter.KILLED.meterName(), "reason", reason.tag())
                .count();
    }

    public double exits(ExitClass exit) {
        return meters.counter(FfmpegMeter.EXIT.meterName(), "code", exit.tag()).count();
    }

    /** Processes under this JVM, but for the database of whoever ran in it before. */
    public static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> !child.info().command().orElse("").endsWith("/postgres"))
                .toList();
    }

    public static void await(BooleanSupplier condition, String otherwise) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(otherwise);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Runs the real FFmpeg to its end; what it says on standard output. Its last lines are in the error if it fails. */
    public static String run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(TestFfmpeg.path().toString(), "-nostdin", "-v", "error"));
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("GCONV_PATH", "/nonexistent");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new AssertionError("ffmpeg: exit " + process.exitValue() + ": " + command);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static Set<String> httpProtocols() {
        return Set.of("http", "tcp");
    }
}
