package dev.cliprange.source.remux;

import dev.cliprange.codec.AvcReordering;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.source.BuiltIndex;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * Finds out whether the times of a copy are those at which frames are shown. The index of an MXF need not say it for
 * H.264. FFmpeg then uses the times of decoding, and a player would show the frames in that order.
 */
final class FrameOrder {

    private static final String CONTAINER = "mxf";

    private FrameOrder() {}

    /**
     * Checks a copy.
     *
     * @param container of the source
     * @throws FailureException MEDIA_UNSUPPORTED if the order in which frames are shown is not known
     */
    static void require(String container, BuiltIndex copy) {
        IndexDirectory directory = copy.directory();
        if (container.equals(CONTAINER)
                && directory.video().isPresent()
                && directory.tracks().getFirst().entries().stream().anyMatch(AvcReordering::isPossible)
                && IntStream.range(0, directory.pages().size()).noneMatch(page -> isReordered(copy, page))) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The MXF has no times at which reordered frames are shown, so their order in a copy would be wrong."
                            + " The source needs re-encoding to H.264 in MP4, or wrapping with an index of temporal"
                            + " offsets, before it is registered.");
        }
    }

    private static boolean isReordered(BuiltIndex copy, int page) {
        IndexDirectory directory = copy.directory();
        var place = directory.pages().get(page);
        TrackSamples video = IndexPage.decode(
                        directory,
                        page,
                        ByteBuffer.wrap(copy.pages(), Math.toIntExact(place.offsetBytes()), place.lengthBytes())
                                .slice())
                .tracks()
                .getFirst();
        return IntStream.range(1, video.count())
                .anyMatch(i -> video.presentationTicks(i) < video.presentationTicks(i - 1));
    }
}
