package dev.cliprange.slice.sequence;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.ByteLayout.Piece;
import dev.cliprange.slice.ClipTrack;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Adds bytes to samples of a clip's video: parameter sets before each sync sample, and the end of a sequence after the
 * last sample. The media of the clip is cut there, and all later samples move.
 */
final class InsertedBytes {

    private static final byte[] NONE = new byte[0];

    private final SequenceMember member;
    private final ClipTrack video;
    private final byte[] prefix;
    private final byte[] suffix;
    /** The bytes to insert, by their distance from the first byte of the media. */
    private final NavigableMap<Long, byte[]> inserted = new TreeMap<>();
    /** Where samples with a prefix begin, in order. */
    private final long[] prefixed;
    /** Where the last sample of the video ends. */
    private final long end;

    private InsertedBytes(SequenceMember member, ClipTrack video, byte[] prefix, byte[] suffix) {
        this.member = member;
        this.video = video;
        this.prefix = prefix;
        this.suffix = suffix;
        TrackSamples samples = video.samples();
        for (int i = 0; i < samples.count(); i++) {
            if (hasPrefix(i)) {
                inserted.put(samples.offsetBytes(i), prefix);
            }
        }
        this.prefixed = inserted.keySet().stream().mapToLong(Long::longValue).toArray();
        int last = samples.count() - 1;
        this.end = samples.offsetBytes(last) + samples.sizeBytes(last);
        if (suffix.length > 0) {
            inserted.merge(end, suffix, InsertedBytes::afterwards);
        }
    }

    private static byte[] afterwards(byte[] prefix, byte[] suffix) {
        byte[] both = Arrays.copyOf(suffix, suffix.length + prefix.length);
        System.arraycopy(prefix, 0, both, suffix.length, prefix.length);
        return both;
    }

    /** Returns a clip with the bytes inserted. The same clip if there are none, or if it has no video. */
    static SequenceMember into(SequenceMember member, byte[] prefix, byte[] suffix) {
        if (prefix.length + suffix.length == 0) {
            return member;
        }
        return member.video()
                .filter(video -> video.samples().count() > 0)
                .map(video -> new InsertedBytes(member, video, prefix, suffix).member())
                .orElse(member);
    }

    private boolean hasPrefix(int sample) {
        return prefix.length > 0 && (sample == 0 || video.samples().sync(sample));
    }

    private SequenceMember member() {
        return new SequenceMember(
                member.title(),
                member.durationUs(),
                Optional.of(moved(video)),
                member.audio().stream().map(track -> track.map(this::moved)).toList(),
                parts());
    }

    private ClipTrack moved(ClipTrack track) {
        TrackSamples samples = track.samples();
        boolean isVideo = track.description().kind() == TrackKind.VIDEO;
        long[] offsets = IntStream.range(0, samples.count())
                .mapToLong(i -> samples.offsetBytes(i) + before(samples.offsetBytes(i)))
                .toArray();
        int[] sizes = samples.sizes();
        for (int i = 0; isVideo && i < sizes.length; i++) {
            sizes[i] += (hasPrefix(i) ? prefix.length : 0) + (i + 1 == sizes.length ? suffix.length : 0);
        }
        return track.withSamples(samples.withPlaces(offsets, sizes));
    }

    /** Returns how many bytes are inserted before the sample that begins at a distance. */
    private long before(long offsetBytes) {
        int found = Arrays.binarySearch(prefixed, offsetBytes);
        long earlier = found < 0 ? -found - 1 : found;
        return earlier * prefix.length + (offsetBytes >= end ? suffix.length : 0);
    }

    private List<SequenceLayout.Part> parts() {
        var parts = new ArrayList<SequenceLayout.Part>();
        long position = 0;
        for (SequenceLayout.Part part : member.parts()) {
            long end = position + part.media().lengthBytes();
            var pieces = new ArrayList<Piece>();
            long from = position;
            // Bytes between two parts are in the first of them, except before the first byte.
            for (var entry : inserted.subMap(position, position == 0, end, true).entrySet()) {
                pieces.addAll(part.media().pieces(from - position, entry.getKey() - position));
                pieces.add(new Piece.InMemory(ByteBuffer.wrap(entry.getValue()).asReadOnlyBuffer()));
                from = entry.getKey();
            }
            pieces.addAll(part.media().pieces(from - position, end - position));
            parts.add(new SequenceLayout.Part(part.place(), new ByteLayout(pieces, NONE)));
            position = end;
        }
        return parts;
    }
}
