package dev.cliprange.source.indexing;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.FailureKind;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import org.jspecify.annotations.Nullable;

/** Switches to the other engine: the MP4 reader rejects a file, and FFmpeg decides. */
final class NeedsOtherEngine extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final @Nullable Failure failure;
    private final boolean largeHeaders;

    /**
     * @param failure the failure of the source if FFmpeg cannot read it either; null if the failure of FFmpeg is
     *     more exact
     * @param largeHeaders whether FFmpeg has little time to read the headers
     */
    private NeedsOtherEngine(Mp4Exception problem, @Nullable Failure failure, boolean largeHeaders) {
        super(problem.reason(), null, false, false);
        this.largeHeaders = largeHeaders;
        this.reason = problem.reason();
        this.failure = failure;
    }

    /** The message of the reader contains box and rule, that of FFmpeg does not. */
    FailureException explain(FailureException ffmpeg) {
        boolean media = ffmpeg.failure().kind() == FailureKind.MEDIA
                || (largeHeaders && ffmpeg.failure() == Failure.SOURCE_TIMEOUT);
        return media && failure != null ? new FailureException(failure, reason) : ffmpeg;
    }

    /** Whether FFmpeg has little time to read the headers. */
    boolean largeHeaders() {
        return largeHeaders;
    }

    /**
     * Returns the failure of a file that the MP4 reader rejects, or this exception if FFmpeg decides. Encrypted, truncated
     * and empty files fail here, and so do files whose tables contradict each other about the offsets of samples, because
     * FFmpeg would return bytes of such a file that are not samples. For all other problems FFmpeg decides, because
     * players accept many files that violate the standard.
     */
    static RuntimeException refusal(Mp4Exception problem) {
        return switch (problem) {
            case UnsupportedMp4Exception unsupported
            when unsupported.moreMemoryHelps() && unsupported.box().equals("moof") ->
                // FFmpeg would read all fragments for each clip, which takes minutes.
                new FailureException(Failure.MEDIA_UNSUPPORTED, problem.reason());
            case UnsupportedMp4Exception unsupported
            when unsupported.moreMemoryHelps() -> new NeedsOtherEngine(problem, Failure.MEDIA_UNSUPPORTED, true);
            case UnsupportedMp4Exception unsupported
            when unsupported.remedy() == UnsupportedMp4Exception.Remedy.REMUX ->
                new NeedsOtherEngine(problem, isCompressedHeader(problem) ? Failure.MEDIA_UNSUPPORTED : null, false);
            case UnsupportedMp4Exception unsupported ->
                new FailureException(Failure.MEDIA_UNSUPPORTED, problem.reason());
            case MalformedMp4Exception malformed
            when malformed.contradiction() -> new FailureException(Failure.MEDIA_MALFORMED, problem.reason());
            case MalformedMp4Exception malformed -> new NeedsOtherEngine(problem, Failure.MEDIA_MALFORMED, false);
            case TruncatedMp4Exception truncated -> new FailureException(Failure.MEDIA_MALFORMED, problem.reason());
        };
    }

    /** FFmpeg does not report why it finds no tracks in such a file. */
    private static boolean isCompressedHeader(Mp4Exception problem) {
        return problem.reason().contains("cmov");
    }
}
