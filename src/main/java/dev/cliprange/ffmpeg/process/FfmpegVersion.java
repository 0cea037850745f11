package dev.cliprange.ffmpeg.process;

import dev.cliprange.failure.Causes;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Mono;

/** Reads the version of the installed FFmpeg. */
public final class FfmpegVersion {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String PREFIX = "ffmpeg version ";

    private final FfmpegProperties properties;
    private final FfmpegPool pool;

    public FfmpegVersion(FfmpegProperties properties, FfmpegPool pool) {
        this.properties = properties;
        this.pool = pool;
    }

    /** Whether FFmpeg can be run, and is new enough. */
    public sealed interface Check {

        /** @param version as {@code 5.1.9-0+deb12u1} */
        record Present(String version) implements Check {}

        /** @param reason one sentence for the operator, without the path */
        record Absent(String reason) implements Check {}
    }

    /** Runs FFmpeg. Replies within five seconds, never with an error. Takes no permit. */
    public Mono<Check> check() {
        return Mono.defer(() -> {
            var lines = new ConcurrentLinkedQueue<String>();
            var command = new ProcessRun.Command(
                            List.of(properties.path(), "-version"), "version", Optional.of(properties.path()))
                    .uncounted();
            return ToolPump.run(pool, new ToolPump.Task(command, DEADLINE), ToolPump.lines(lines::add), line -> {})
                    .map(exit ->
                            of(exit.code(), Optional.ofNullable(lines.peek()).orElse("")))
                    .onErrorResume(error -> Mono.just(new Check.Absent(reason(error))));
        });
    }

    private static Check of(int exitCode, String firstLine) {
        if (exitCode != 0) {
            return new Check.Absent("The program ends with exit code " + exitCode + ".");
        }
        if (!firstLine.startsWith(PREFIX)) {
            return new Check.Absent("The program is not FFmpeg.");
        }
        String version = firstLine.substring(PREFIX.length()).split(" ", 2)[0];
        return FfmpegRelease.isTooOld(version)
                ? new Check.Absent(
                        "The program is FFmpeg " + version + " (expected: " + FfmpegRelease.OLDEST + " or newer).")
                : new Check.Present(version);
    }

    private static String reason(Throwable error) {
        Optional<IOException> notStarted = Causes.find(error, IOException.class);
        if (notStarted.isPresent()) {
            return String.valueOf(notStarted.get().getMessage()).contains("Permission denied")
                    ? "The program is not executable."
                    : "There is no such program.";
        }
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_TIMEOUT
                ? "The program does not reply within " + DEADLINE.toSeconds() + " s."
                : "The program cannot be run.";
    }
}
