package dev.cliprange.slice.rendition;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackSamples;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The renditions of one page: where their samples are in the object that the encoder wrote. The array is never compared
 * and never modified.
 *
 * @param entries the sample entry of each rendition; empty if no frame begins in the page
 * @param samples a page of an index, with a track for each rendition; offsets as in {@link PagePlaces}
 * @param lengthBytes of the object
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
public record EncodedPage(List<SampleEntry> entries, byte[] samples, long lengthBytes) {

    private static final int MOST_ENTRIES = 64;
    private static final int HEADER_BYTES = 12;

    public EncodedPage {
        entries = List.copyOf(entries);
    }

    /** Returns a page in which no frame begins. */
    public static EncodedPage empty(int renditions, long firstNumber) {
        TrackSamples none = TrackSamples.of(
                        0, new long[0], new int[0], new long[1], new int[0], new boolean[0], new int[0])
                .numberedFrom(firstNumber);
        return new EncodedPage(
                List.of(),
                IndexPage.encode(
                        IntStream.range(0, renditions).mapToObj(i -> none).toList()),
                0);
    }

    /**
     * Returns the page of an encoder's whole file.
     *
     * @param page its number in the index of the source
     * @param renditions the expected number
     * @param shownTicks see {@link EncodedTrack#samples}
     * @param firstNumber of the first frame of the page among all frames of the source
     * @throws FailureException MEDIA_MALFORMED if a rendition has other frames than the source
     * @throws dev.cliprange.mp4.Mp4Exception if the file is incomplete, or has another number of tracks
     */
    public static EncodedPage of(
            EncodedFragments file, int page, int renditions, List<Long> shownTicks, long firstNumber) {
        List<EncodedTrack> tracks = file.end(renditions);
        List<TrackSamples> samples = tracks.stream()
                .map(track -> track.samples(shownTicks, firstNumber)
                        .map(all -> all.movedBy(PagePlaces.start(page)))
                        .orElseThrow(() -> new FailureException(
                                Failure.MEDIA_MALFORMED,
                                "FFmpeg decoded " + track.count() + " frames instead of the " + shownTicks.size()
                                        + " frames from number " + firstNumber
                                        + " on. The source is probably damaged there.")))
                .toList();
        return new EncodedPage(
                tracks.stream().map(EncodedTrack::entry).toList(), IndexPage.encode(samples), file.lengthBytes());
    }

    /** Returns the form in the database, which {@link #decode} reads. */
    public byte[] encode() {
        List<byte[]> whole = entries.stream().map(SampleEntry::toByteArray).toList();
        int entryBytes =
                whole.stream().mapToInt(entry -> Integer.BYTES + entry.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + entryBytes + samples.length)
                .putLong(lengthBytes)
                .putInt(whole.size());
        whole.forEach(entry -> buffer.putInt(entry.length).put(entry));
        return buffer.put(samples).array();
    }

    /** @throws IllegalArgumentException if {@link #encode} has not returned the bytes */
    public static EncodedPage decode(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            long lengthBytes = buffer.getLong();
            int count = buffer.getInt();
            if (count < 0 || count > MOST_ENTRIES) {
                throw new IllegalArgumentException("entries: " + count + " (expected: 0.." + MOST_ENTRIES + ")");
            }
            var entries = new ArrayList<SampleEntry>();
            for (int i = 0; i < count; i++) {
                entries.add(SampleEntry.parse(bytes(buffer, buffer.getInt()), TrackKind.VIDEO));
            }
            return new EncodedPage(entries, bytes(buffer, buffer.remaining()), lengthBytes);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("encoded page: " + bytes.length + " bytes (expected: more)", e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer, int count) {
        if (count < 0 || count > buffer.remaining()) {
            throw new IllegalArgumentException("count: " + count + " (expected: 0.." + buffer.remaining() + ")");
        }
        var taken = new byte[count];
        buffer.get(taken);
        return taken;
    }
}
