package dev.cliprange.slice.rendition;

import dev.cliprange.codec.MediaFormat;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.PageEntry;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.VideoSummary;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.TrackHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds the index of all renditions of a source from its encoded pages. It has the form of a source's index: a track for
 * each rendition, and the pages of the source. Offsets of samples are those of {@link PagePlaces}.
 */
public final class LadderIndex {

    private static final String CONTAINER = "mp4";
    /** Enabled, and shown in the movie (ISO/IEC 14496-12, 8.3.2). */
    private static final int SHOWN = 3;

    private static final int MATRIX_AT = 16;
    private static final int SIZE_AT = 52;
    private static final int FIXED_POINT_BITS = 16;

    private LadderIndex() {}

    /**
     * Returns the directory.
     *
     * @param source with video
     * @param pages one for each page of the source, in order
     * @throws FailureException MEDIA_UNSUPPORTED if the pages of a rendition differ in their sample entry, or no page has
     *     a frame
     */
    public static IndexDirectory directory(IndexDirectory source, List<EncodedPage> pages) {
        if (pages.size() != source.pages().size()) {
            throw new IllegalArgumentException(
                    "pages: " + pages.size() + " (expected: " + source.pages().size() + ")");
        }
        TrackDescription original = source.tracks().getFirst();
        List<TrackDescription> tracks =
                entries(pages).stream().map(entry -> track(original, entry)).toList();
        return new IndexDirectory(
                CONTAINER,
                pages.stream().mapToLong(EncodedPage::lengthBytes).sum(),
                source.durationUs(),
                source.endUs(),
                source.frames(),
                Optional.of(summary(source.video().orElseThrow(), tracks.getFirst())),
                List.of(),
                tracks,
                places(source.pages(), pages));
    }

    /** Returns the bytes of all pages, one after another. The directory has their offsets. */
    public static byte[] pages(List<EncodedPage> pages) {
        int length = pages.stream().mapToInt(page -> page.samples().length).reduce(0, Math::addExact);
        ByteBuffer joined = ByteBuffer.allocate(length);
        pages.forEach(page -> joined.put(page.samples()));
        return joined.array();
    }

    private static List<SampleEntry> entries(List<EncodedPage> pages) {
        List<List<SampleEntry>> all = pages.stream()
                .map(EncodedPage::entries)
                .filter(entries -> !entries.isEmpty())
                .toList();
        if (all.isEmpty()) {
            throw new FailureException(Failure.MEDIA_UNSUPPORTED, "The source has no frame, so it has no renditions.");
        }
        List<SampleEntry> first = all.getFirst();
        if (!all.stream().allMatch(entries -> areSame(entries, first))) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The parts of a rendition have different codec parameters, so players could not join them."
                            + " All workers need the same release of FFmpeg.");
        }
        return first;
    }

    private static boolean areSame(List<SampleEntry> one, List<SampleEntry> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!one.get(i).hasSameBytes(other.get(i))) {
                return false;
            }
        }
        return one.size() == other.size();
    }

    /** The frames of a rendition are already rotated, and their times already have the edit list's shift. */
    private static TrackDescription track(TrackDescription original, SampleEntry entry) {
        MediaFormat format = entry.format();
        return new TrackDescription(
                new TrackHeader(SHOWN, tail(format.width(), format.height())),
                original.timescale(),
                original.language(),
                List.of(entry),
                new PresentationWindow(0, original.window().parts()),
                List.of(),
                0,
                original.endTicks(),
                false);
    }

    private static byte[] tail(int width, int height) {
        ByteBuffer tail = ByteBuffer.allocate(TrackHeader.TAIL_BYTES);
        tail.position(MATRIX_AT);
        Stream.of(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000).forEach(tail::putInt);
        return tail.putInt(SIZE_AT, width << FIXED_POINT_BITS)
                .putInt(SIZE_AT + Integer.BYTES, height << FIXED_POINT_BITS)
                .array();
    }

    private static VideoSummary summary(VideoSummary source, TrackDescription track) {
        MediaFormat format = track.format();
        return new VideoSummary(
                format.codec().commonName(),
                format.codecString(),
                format.width(),
                format.height(),
                source.frameRate(),
                source.constantFrameRate(),
                source.frames(),
                0,
                source.maxSyncIntervalUs(),
                false);
    }

    private static List<PageEntry> places(List<PageEntry> source, List<EncodedPage> pages) {
        var places = new ArrayList<PageEntry>();
        long offset = 0;
        for (int i = 0; i < pages.size(); i++) {
            PageEntry page = source.get(i);
            int length = pages.get(i).samples().length;
            places.add(new PageEntry(page.startUs(), page.firstFrame(), offset, length, page.atFrame()));
            offset += length;
        }
        return places;
    }
}
