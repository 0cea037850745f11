package dev.cliprange.slice.precise;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A small file with the samples that must be decoded to get some consecutive frames, {@code moov} first. Its frames have
 * a constant rate, as in the input of encoded edges.
 *
 * @param file the samples in decode order
 * @param fromTicks the composition time of the first wanted frame in the file
 * @param toTicks that of the last one
 * @param shownTicks when the frames are shown in the source, in order
 */
public record FrameInput(ByteLayout file, long fromTicks, long toTicks, List<Long> shownTicks) {

    public FrameInput {
        shownTicks = List.copyOf(shownTicks);
    }

    /**
     * Returns the frames that begin in a page; empty if there is none. A frame that began in an earlier page is not one
     * of them.
     *
     * @throws FailureException MEDIA_UNSUPPORTED if the page changes its format
     */
    public static Optional<FrameInput> ofPage(IndexDirectory directory, IndexPage page) {
        var range = new TimeRange(directory.pages().get(page.number()).startUs(), directory.pageEndUs(page.number()));
        PreciseRange frames = PreciseRange.on(directory.tracks().getFirst(), List.of(page), range);
        return of(
                directory,
                frames,
                frames.inOrder(IntStream.of(frames.shown()).filter(sample -> sample != frames.held())));
    }

    /**
     * Returns the frames of a clip within some times; empty if there is none. A frame that is shown at the start of the
     * clip is one, and begins there.
     *
     * @param pages of the clip
     * @param fromTicks the first time
     * @param toTicks the first time after them
     * @throws FailureException MEDIA_UNSUPPORTED if they change their format
     */
    public static Optional<FrameInput> of(
            IndexDirectory directory, List<IndexPage> pages, TimeRange clip, long fromTicks, long toTicks) {
        PreciseRange frames = PreciseRange.of(directory, pages, clip);
        int[] wanted = frames.inOrder(IntStream.of(frames.shown())
                .filter(sample -> frames.ticks(sample) >= fromTicks && frames.ticks(sample) < toTicks));
        return of(directory, frames, wanted);
    }

    private static Optional<FrameInput> of(IndexDirectory directory, PreciseRange frames, int[] wanted) {
        if (wanted.length == 0) {
            return Optional.empty();
        }
        long entries =
                IntStream.of(wanted).map(frames.samples()::entry).distinct().count();
        if (entries > 1) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED, "The source's video changes its format, so it has no renditions.");
        }
        var cut = new PreciseCut(frames, -1, -1, wanted, new int[0], new int[0]);
        EncodingPlan.Input input = new DecoderInput(cut, 0, new byte[0])
                .file(directory.video().orElseThrow().frameRate());
        EncodingPlan.Wanted run = input.wanted().getFirst();
        return Optional.of(new FrameInput(
                input.file(),
                run.fromTicks(),
                run.toTicks(),
                IntStream.of(wanted).mapToObj(frames::ticks).toList()));
    }
}
