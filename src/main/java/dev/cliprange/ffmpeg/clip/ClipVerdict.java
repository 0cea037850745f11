package dev.cliprange.ffmpeg.clip;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.process.Complaint;
import dev.cliprange.ffmpeg.process.ExitClass;
import dev.cliprange.timeline.TimeRange;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a process that ended by itself has made the whole clip. */
public final class ClipVerdict {

    private ClipVerdict() {}

    /**
     * The failure, or empty when the clip is whole.
     *
     * @param code the exit code
     * @param complaints found on all of stderr
     * @param waited whether FFmpeg was silent for as long as it waits for the network before it ended
     * @param output all of standard output
     */
    public static Optional<FailureException> of(
            int code, Set<Complaint> complaints, boolean waited, FragmentScanner output, TimeRange range) {
        if (code != 0) {
            return Optional.of(failed(code, complaints, waited));
        }
        // FFmpeg takes some failures for the end of the source.
        if (complaints.stream().anyMatch(Complaint::reading)) {
            return Optional.of(failed(code, complaints, waited));
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

    /** What a clip's client is told: that the object is gone is the origin's trouble, not the request's. */
    private static FailureException failed(int code, Set<Complaint> complaints, boolean waited) {
        Set<Complaint> reading = complaints.stream()
                .filter(Complaint::reading)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Complaint.class)));
        if (waited && reading.equals(EnumSet.of(Complaint.READ_FAILED))) {
            return failure(Complaint.TIMED_OUT);
        }
        FailureException failure = explain(code, complaints);
        return failure.failure() == Failure.SOURCE_NOT_FOUND
                ? new FailureException(Failure.SOURCE_UNREADABLE, failure.detail())
                : failure;
    }

    /** What is known of a process that failed. */
    public static FailureException explain(int code, Set<Complaint> complaints) {
        return complaints.stream().findFirst().map(ClipVerdict::failure).orElseGet(() -> {
            String detail = ExitClass.of(code) == ExitClass.SIGNAL
                    ? "FFmpeg was ended from outside."
                    : "FFmpeg gave up for a reason that is not known.";
            return new FailureException(Failure.INTERNAL, detail);
        });
    }

    private static FailureException failure(Complaint complaint) {
        return new FailureException(complaint.failure(), complaint.detail());
    }
}
