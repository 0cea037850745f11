package dev.cliprange.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One finished run of {@link TestFfmpeg}: what it wrote and how it ended. Log lines carry their level
 * ({@code [error] ...}), so that a complaint can be told from talk.
 */
public record FfmpegRun(int exitCode, byte[] stdout, List<String> log) {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Writes the standard input of a run; the stream is closed by the run. */
    @FunctionalInterface
    public interface Feed {
        void writeTo(OutputStream stdin) throws IOException;
    }

    /** Runs to the end, whatever the exit code. */
    public static FfmpegRun of(List<String> arguments) {
        return of(arguments, stdin -> {});
    }

    /** Runs to the end, whatever the exit code, with a standard input. */
    public static FfmpegRun of(List<String> arguments, Feed feed) {
        var command = new ArrayList<String>();
        command.add(TestFfmpeg.path().toString());
        command.addAll(List.of("-hide_banner", "-nostats", "-loglevel", "level+info"));
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command);
            // Static builds die on transport streams when they load this machine's character converters.
            builder.environment().put("GCONV_PATH", "/nonexistent");
            Process process = builder.start();
            try {
                var stdout = drain(process.getInputStream());
                var stderr = drain(process.getErrorStream());
                feed(process, feed);
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("ffmpeg did not end within " + LONGEST + ": " + command);
                }
                String log = new String(stderr.join(), StandardCharsets.UTF_8);
                return new FfmpegRun(
                        process.exitValue(), stdout.join(), log.lines().toList());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ffmpeg ran", e);
        }
    }

    /**
     * This run, if it ended with exit code 0.
     *
     * @throws IllegalStateException with FFmpeg's complaints, otherwise
     */
    public FfmpegRun orThrow() {
        if (exitCode != 0) {
            throw new IllegalStateException("ffmpeg ended with " + exitCode + ": " + complaints());
        }
        return this;
    }

    /** The log lines of level error and above, in order. */
    public List<String> complaints() {
        return log.stream()
                .filter(line -> line.contains("[error]") || line.contains("[fatal]") || line.contains("[panic]"))
                .toList();
    }

    public String stdoutText() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    private static void feed(Process process, Feed feed) throws IOException {
        try (OutputStream stdin = process.getOutputStream()) {
            feed.writeTo(stdin);
        } catch (IOException e) {
            // It closed its input: then its exit code and its log say why, better than "broken pipe".
            if (process.isAlive()) {
                throw e;
            }
        }
    }

    private static CompletableFuture<byte[]> drain(InputStream stream) {
        var drained = new CompletableFuture<byte[]>();
        // A read of a pipe blocks its thread. Too many of them would block all virtual threads.
        Thread.ofPlatform().daemon().start(() -> {
            try (stream) {
                var bytes = new ByteArrayOutputStream();
                stream.transferTo(bytes);
                drained.complete(bytes.toByteArray());
            } catch (IOException e) {
                drained.completeExceptionally(e);
            }
        });
        return drained;
    }
}
