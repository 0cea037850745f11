package dev.cliprange.slice.segment;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.ByteLayout.Piece;
import dev.cliprange.timeline.ByteSpan;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The copies of a source's audio tracks: for each track one object with all its packets, one after another. In an
 * interleaved source the packets of a segment are many small ranges, and in the copy they are one.
 *
 * @param tracks those that segments can have
 */
public record AudioSidecar(List<CopiedTrack> tracks) {

    private static final int MOST_TRACKS = 256;

    public AudioSidecar {
        tracks = List.copyOf(tracks);
    }

    /**
     * A track.
     *
     * @param track the index of the track in the source's directory
     * @param lengthBytes of the object
     * @param pageStarts for each page of the index, where the page's first packet is in the object
     */
    public record CopiedTrack(int track, long lengthBytes, List<Long> pageStarts) {

        public CopiedTrack {
            pageStarts = List.copyOf(pageStarts);
        }

        /**
         * Returns the layout of a segment with its media in the object.
         *
         * @param layout of the segment, with its media in the source
         * @param pages those of the segment
         * @return empty if the object does not have the packets of the segment
         */
        public Optional<ByteLayout> layout(ByteLayout layout, SegmentSpan segment, List<IndexPage> pages) {
            for (IndexPage page : pages.reversed()) {
                TrackSamples samples = page.tracks().get(track);
                long index = segment.firstNumber() - samples.firstNumber();
                if (index >= 0 && index < samples.count() && page.number() < pageStarts.size()) {
                    long at = pageStarts.get(page.number());
                    for (int i = 0; i < index; i++) {
                        at += samples.sizeBytes(i);
                    }
                    return moved(layout, at);
                }
            }
            return Optional.empty();
        }

        private Optional<ByteLayout> moved(ByteLayout layout, long startBytes) {
            var pieces = new ArrayList<Piece>();
            long start = startBytes;
            long at = startBytes;
            for (Piece piece : layout.pieces(layout.headerBytes(), layout.lengthBytes())) {
                switch (piece) {
                    case Piece.OfSource(var span) -> at += span.lengthBytes();
                    case Piece.InMemory silent -> {
                        add(pieces, start, at);
                        start = at;
                        pieces.add(silent);
                    }
                }
            }
            add(pieces, start, at);
            return at <= lengthBytes ? Optional.of(layout.withMedia(pieces)) : Optional.empty();
        }

        private static void add(List<Piece> pieces, long from, long to) {
            if (from < to) {
                pieces.add(new Piece.OfSource(new ByteSpan(from, to - from)));
            }
        }
    }

    /** Returns the tracks of a source that are copied: audio that segments can have. */
    public static List<Integer> tracks(IndexDirectory directory) {
        return IntStream.range(0, directory.tracks().size())
                .filter(track -> directory.tracks().get(track).kind() == TrackKind.AUDIO
                        && PlayableAudio.is(directory.tracks().get(track)))
                .boxed()
                .toList();
    }

    /** Returns the copy of a track. */
    public Optional<CopiedTrack> find(int track) {
        return tracks.stream().filter(copied -> copied.track() == track).findFirst();
    }

    public byte[] encode() {
        int longs =
                tracks.stream().mapToInt(track -> 3 + track.pageStarts().size()).sum();
        var bytes = ByteBuffer.allocate(Long.BYTES * (1 + longs)).putLong(tracks.size());
        for (CopiedTrack track : tracks) {
            bytes.putLong(track.track())
                    .putLong(track.lengthBytes())
                    .putLong(track.pageStarts().size());
            track.pageStarts().forEach(bytes::putLong);
        }
        return bytes.array();
    }

    /** Returns what {@link #encode} wrote; empty if the bytes are something else. */
    public static Optional<AudioSidecar> decode(byte[] encoded) {
        try {
            var bytes = ByteBuffer.wrap(encoded);
            var tracks = new ArrayList<CopiedTrack>();
            long count = bytes.getLong();
            for (int i = 0; i < Math.min(count, MOST_TRACKS); i++) {
                int track = Math.toIntExact(bytes.getLong());
                long lengthBytes = bytes.getLong();
                long pages = Math.min(bytes.getLong(), bytes.remaining());
                var starts = new ArrayList<Long>();
                for (long page = 0; page < pages; page++) {
                    starts.add(bytes.getLong());
                }
                tracks.add(new CopiedTrack(track, lengthBytes, starts));
            }
            return bytes.hasRemaining() ? Optional.empty() : Optional.of(new AudioSidecar(tracks));
        } catch (BufferUnderflowException | ArithmeticException damaged) {
            return Optional.empty();
        }
    }

    /** Passes over the pages of a source in order. */
    public static final class Pass {

        private final int track;
        private final List<Long> pageStarts = new ArrayList<>();
        private long nextNumber;
        private long lengthBytes;

        public Pass(int track) {
            this.track = track;
        }

        /** Returns where the packets are that the page adds to those of the pages before it. */
        public List<ByteSpan> add(IndexPage page) {
            TrackSamples samples = page.tracks().get(track);
            long repeatedBytes = 0;
            var added = new ArrayList<ByteSpan>();
            for (int i = 0; i < samples.count(); i++) {
                if (samples.firstNumber() + i < nextNumber) {
                    repeatedBytes += samples.sizeBytes(i);
                } else if (samples.sizeBytes(i) > 0) {
                    append(added, new ByteSpan(samples.offsetBytes(i), samples.sizeBytes(i)));
                }
            }
            pageStarts.add(lengthBytes - repeatedBytes);
            nextNumber = Math.max(nextNumber, samples.firstNumber() + samples.count());
            lengthBytes += added.stream().mapToLong(ByteSpan::lengthBytes).sum();
            return added;
        }

        private static void append(List<ByteSpan> spans, ByteSpan next) {
            if (!spans.isEmpty() && spans.getLast().endBytes() == next.offsetBytes()) {
                ByteSpan last = spans.removeLast();
                spans.add(new ByteSpan(last.offsetBytes(), last.lengthBytes() + next.lengthBytes()));
            } else {
                spans.add(next);
            }
        }

        public CopiedTrack end() {
            return new CopiedTrack(track, lengthBytes, pageStarts);
        }
    }
}
