package dev.cliprange.slice.rendition;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.slice.precise.FrameInput;
import dev.cliprange.slice.segment.GridPoint;
import dev.cliprange.slice.segment.SegmentGrid;
import java.util.List;
import java.util.Optional;

/**
 * What the encoder gets for a page.
 *
 * @param input the frames that begin in the page
 * @param keyframes numbers of frames, from 0 within the page
 */
public record PageEncoding(FrameInput input, List<Integer> keyframes) {

    public PageEncoding {
        keyframes = List.copyOf(keyframes);
    }

    /**
     * Plans the encoding of a page; empty if no frame begins in it.
     *
     * @param directory of a source with video
     * @throws FailureException MEDIA_UNSUPPORTED if the page changes its format, or the index counts other frames;
     *     PRECISE_UNAVAILABLE if too many frames must be decoded
     */
    public static Optional<PageEncoding> of(IndexDirectory directory, IndexPage page) {
        Optional<FrameInput> frames = FrameInput.ofPage(directory, page);
        requireAll(
                directory, page, frames.map(input -> input.shownTicks().size()).orElse(0));
        return frames.map(input -> {
            List<Long> boundaries = SegmentGrid.of(directory, page).stream()
                    .map(GridPoint::ticks)
                    .toList();
            var rate = directory.video().orElseThrow().frameRate();
            return new PageEncoding(input, PageKeyframes.of(input.shownTicks(), boundaries, rate));
        });
    }

    /** The frames of a ladder have the numbers of the source's frames. */
    private static void requireAll(IndexDirectory directory, IndexPage page, int found) {
        int next = page.number() + 1;
        long end = next < directory.pages().size() ? directory.pages().get(next).firstFrame() : directory.frames();
        long wanted = end - directory.pages().get(page.number()).firstFrame();
        if (found != wanted) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The frames of the source cannot be numbered: " + found + " instead of " + wanted
                            + " begin in minute " + next + " of the index. Remux the source before it is registered.");
        }
    }
}
