package dev.cliprange.slice.precise;

import dev.cliprange.codec.colour.VideoColour;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.timeline.TimeRange;
import java.util.List;

/** Plans the file from which a decoder makes the picture of one frame. */
public final class PicturePlanner {

    private PicturePlanner() {}

    /**
     * A file with one video track, {@code moov} first.
     *
     * @param file the samples from the sync sample where decoding starts up to the frame, in decode order. One sample
     *     if the frame is a sync sample
     * @param ticks the composition time of the frame in the file
     * @param number of the frame's sample, counted over all video samples of the source: it names the picture
     * @param transfer the code point of its transfer characteristics (ITU-T H.273, 8.2)
     */
    public record Picture(ByteLayout file, long ticks, long number, int transfer) {}

    /** Returns the code point of the transfer characteristics of a source's pictures; 2 if it is not specified. */
    public static int transfer(IndexDirectory directory) {
        return VideoColour.of(directory.tracks().getFirst().entries().getFirst())
                .transfer();
    }

    /**
     * Returns the picture at the start of a range: the frame shown then, or the first one after it.
     *
     * @param pages those that {@link IndexDirectory#pagesFor} names, in order
     * @throws dev.cliprange.failure.FailureException RANGE_EMPTY if no frame is shown in the range; PRECISE_UNAVAILABLE
     *     if the source has no video, or if too many frames would have to be decoded
     */
    public static Picture first(IndexDirectory directory, List<IndexPage> pages, TimeRange range) {
        PreciseRange frames = PreciseRange.of(directory, pages, range);
        int frame = frames.first();
        var cut = new PreciseCut(frames, -1, -1, new int[] {frame}, new int[0], new int[0]);
        EncodingPlan.Input input = new DecoderInput(cut, 0, new byte[0])
                .file(directory.video().orElseThrow().frameRate());
        long number = frames.samples().firstNumber() + frame;
        return new Picture(input.file(), input.wanted().getFirst().fromTicks(), number, transfer(directory));
    }
}
