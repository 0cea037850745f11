package dev.cliprange.ffmpeg.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.ffmpeg.process.FfmpegDiagnostic;
import dev.cliprange.timeline.TimeRange;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides whether a process that ended by itself has made the whole clip. */
public final class ExitDiagnosis {

    private ExitDiagnosis() {}

    /**
     * The failure; empty if the clip is whole.
     *
     * @param code the exit code
     * @param diagnostics of all of stderr
     * @param waited whether FFmpeg was silent before its end for as long as it waits for the network
     * @param output all of standard output
     */
    public static Optional<FailureException> of(
            int code, Set<FfmpegDiagnostic> diagnostics, boolean waited, FragmentScanner output, TimeRange range) {
        if (code != 0) {
            return Optional.of(failed(code, diagnostics, waited));
        }
        // FFmpeg treats some failures as the end of the source.
        if (diagnostics.stream().anyMatch(FfmpegDiagnostic::reading)) {
            return Optional.of(failed(code, diagnostics, waited));
        }
        if (!output.fragmentRead()) {
            return Optional.of(new FailureException(
                    Failure.RANGE_OUTSIDE_SOURCE,
                    "The source has no media in this range; it may have become shorter."));
        }
        boolean whole = output.betweenBoxes()
                && output.tracks().values().stream()
                        .anyMatch(track -> !track.empty() && track.reaches(range.durationUs()));
        if (!whole) {
            return Optional.of(
                    new FailureException(Failure.SOURCE_UNREADABLE, "The source ended before the end of the range."));
        }
        return Optional.empty();
    }

    /** The failure for the client of a clip. A missing object is a failure of the origin, not of the request. */
    private static FailureException failed(int code, Set<FfmpegDiagnostic> diagnostics, boolean waited) {
        Set<FfmpegDiagnostic> reading = diagnostics.stream()
                .filter(FfmpegDiagnostic::reading)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FfmpegDiagnostic.class)));
        if (waited && reading.equals(EnumSet.of(FfmpegDiagnostic.READ_FAILED))) {
            return failure(FfmpegDiagnostic.TIMED_OUT);
        }
        FailureException failure = explain(code, diagnostics);
        return failure.failure() == Failure.SOURCE_NOT_FOUND
                ? new FailureException(Failure.SOURCE_UNREADABLE, failure.detail())
                : failure;
    }

    /** The failure of a process, by its most specific diagnostic, or else by its exit code. */
    public static FailureException explain(int code, Set<FfmpegDiagnostic> diagnostics) {
        return diagnostics.stream().findFirst().map(ExitDiagnosis::failure).orElseGet(() -> {
            String detail = ExitClass.of(code) == ExitClass.SIGNAL
                    ? "FFmpeg was ended from outside."
                    : "FFmpeg gave up for a reason that is not known.";
            return new FailureException(Failure.INTERNAL, detail);
        });
    }

    private static FailureException failure(FfmpegDiagnostic diagnostic) {
        return new FailureException(diagnostic.failure(), diagnostic.detail());
    }
}
