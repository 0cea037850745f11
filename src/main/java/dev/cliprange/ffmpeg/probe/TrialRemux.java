package dev.cliprange.ffmpeg.probe;

import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.clip.ClipCommand;
import dev.cliprange.ffmpeg.clip.ExitDiagnosis;
import dev.cliprange.ffmpeg.clip.FragmentScanner;
import dev.cliprange.ffmpeg.process.FfmpegDiagnostic;
import dev.cliprange.ffmpeg.process.FfmpegInput;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProcess;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.ProcessRun;
import dev.cliprange.ffmpeg.process.ToolPump;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Makes a clip of the first seconds of a source and discards it, to find out whether clips are possible. */
final class TrialRemux {

    private static final int PIECE_BYTES = 16 * 1024;

    private final FfmpegProperties properties;
    private final FfmpegPool pool;
    private final String label;

    /** @param label names the process in logs */
    TrialRemux(FfmpegProperties properties, FfmpegPool pool, String label) {
        this.properties = properties;
        this.pool = pool;
        this.label = label;
    }

    /**
     * A clip that was made, or not.
     *
     * @param failure the reason why there is no such clip; empty if there is one
     * @param codecs of the clip by RFC 6381; empty if one of them is not known
     * @param videoStartUs when its video starts, from the start of the range; empty without video
     */
    record Outcome(Optional<FailureException> failure, List<String> codecs, Optional<Long> videoStartUs) {

        static final Outcome NOTHING_TO_TRY = new Outcome(Optional.empty(), List.of(), Optional.empty());

        Outcome {
            codecs = List.copyOf(codecs);
        }
    }

    /**
     * Makes a clip. The command is that of a clip. The caller has the permit.
     *
     * <p>Fails as reading the source fails, and with {@code SOURCE_TIMEOUT}.
     */
    Mono<Outcome> run(FfmpegInput input, TimeRange range) {
        return Mono.defer(() -> {
            var scanner = new FragmentScanner();
            var command =
                    new ProcessRun.Command(ClipCommand.clip(properties, input, range), label, Optional.of(input.url()));
            var task = new ToolPump.Task(command, properties.probeDeadline());
            return ToolPump.run(pool, task, process -> scan(process, scanner), line -> {})
                    .map(exit -> new Outcome(verdict(exit, scanner, range), scanner.codecs(), scanner.videoStartUs()));
        });
    }

    private static void scan(FfmpegProcess process, FragmentScanner scanner) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        InputStream bytes = process.stdout();
        for (int count = bytes.read(piece); count >= 0; count = bytes.read(piece)) {
            process.wrote(count);
            scanner.accept(piece, 0, count);
        }
    }

    private static Optional<FailureException> verdict(ProcessRun.Exit exit, FragmentScanner scanner, TimeRange range) {
        var diagnostics = exit.stderr().diagnostics();
        Optional<FailureException> failure = ExitDiagnosis.of(exit.code(), diagnostics, false, scanner, range);
        if (failure.isPresent() && diagnostics.stream().anyMatch(FfmpegDiagnostic::reading)) {
            throw failure.get();
        }
        return failure;
    }
}
