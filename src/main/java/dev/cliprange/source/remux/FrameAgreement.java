package dev.cliprange.source.remux;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.source.BuiltIndex;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.FramePage;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares the frames of a copy with those of its source, page by page of the source. One page of each is in memory. Used
 * by one thread at a time.
 */
final class FrameAgreement {

    /** One tick of the coarsest timescale of an edit list that the copy may have, in microseconds. */
    private static final long LARGEST_DIFFERENCE_US = 12;

    private static final String REMEDY =
            " A copy would change the clips of this source. It needs re-encoding to H.264 before it is registered.";

    private final BuiltIndex copy;
    private long compared;
    private Optional<IndexPage> page = Optional.empty();

    FrameAgreement(BuiltIndex copy) {
        this.copy = copy;
    }

    /** @throws FailureException MEDIA_UNSUPPORTED if a frame of this page differs */
    void compare(FramePage source) {
        for (long frame = source.firstFrame(); frame < source.endFrame(); frame++) {
            if (frame >= copy.directory().frames()) {
                throw unsupported("The copy has " + copy.directory().frames() + " frames, and the source has more.");
            }
            compare(frame, source.startUs(frame), source.isKeyframe(frame));
            compared++;
        }
    }

    /** @throws FailureException MEDIA_UNSUPPORTED if the copy has frames that the source does not have */
    void end() {
        if (copy.directory().video().isEmpty()) {
            return;
        }
        if (compared == 0) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The frames of the source were not listed when it was read. Reindex it, then retry the job.");
        }
        if (compared != copy.directory().frames()) {
            throw unsupported("The source has " + compared + " frames, and its copy has "
                    + copy.directory().frames() + ".");
        }
    }

    private void compare(long frame, long sourceUs, boolean keyframe) {
        IndexPage at = pageOf(frame);
        long copyUs = at.frameUs(frame);
        if (Math.abs(copyUs - sourceUs) > LARGEST_DIFFERENCE_US) {
            throw unsupported("Frame " + frame + " is at " + seconds(sourceUs) + " s in the source and at "
                    + seconds(copyUs) + " s in its copy.");
        }
        if (isSync(at.syncTimesUs(), copyUs) != keyframe) {
            throw unsupported("Frame " + frame + " (at " + seconds(sourceUs) + " s) is "
                    + (keyframe ? "a keyframe in the source and not in its copy." : "a keyframe only in the copy."));
        }
    }

    private static boolean isSync(List<Long> times, long us) {
        return Collections.binarySearch(times, us) >= 0;
    }

    private IndexPage pageOf(long frame) {
        IndexDirectory directory = copy.directory();
        int number = directory.pageOfFrame(frame);
        if (page.filter(known -> known.number() == number).isEmpty()) {
            IndexDirectory.PageSpan wanted = directory.pages(number, number);
            ByteSpan span = wanted.span();
            ByteBuffer bytes = ByteBuffer.wrap(
                    copy.pages(), Math.toIntExact(span.offsetBytes()), Math.toIntExact(span.lengthBytes()));
            page = Optional.of(IndexPage.decode(directory, wanted, bytes).getFirst());
        }
        return page.orElseThrow();
    }

    private static FailureException unsupported(String what) {
        return new FailureException(Failure.MEDIA_UNSUPPORTED, what + REMEDY);
    }

    private static String seconds(long us) {
        return String.format(Locale.ROOT, "%d.%06d", us / 1_000_000, Math.abs(us % 1_000_000));
    }
}
