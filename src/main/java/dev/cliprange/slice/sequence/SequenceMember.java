package dev.cliprange.slice.sequence;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.codec.splice.SpliceLook;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.ByteLayout.Piece;
import dev.cliprange.slice.ClipMedia;
import dev.cliprange.slice.ClipTrack;
import dev.cliprange.slice.MediaChunk;
import dev.cliprange.slice.MediaRanges;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A clip of a sequence, with the places of its media. It holds no media bytes.
 *
 * @param title of its chapter
 * @param durationUs of the clip
 * @param video its video; empty if nothing is shown in the clip
 * @param audio one for each audio track of the source; empty if nothing of the track is heard
 * @param parts the media of the clip. The offset of a sample is its distance from the first byte of the first part
 */
public record SequenceMember(
        String title,
        long durationUs,
        Optional<ClipTrack> video,
        List<Optional<ClipTrack>> audio,
        List<SequenceLayout.Part> parts) {

    public SequenceMember {
        audio = List.copyOf(audio);
        parts = List.copyOf(parts);
    }

    /**
     * Where encoded frames are stored.
     *
     * @param place that has them
     * @param offsetBytes of the first of them there
     */
    public record EdgesPlace(int place, long offsetBytes) {}

    /**
     * Creates a member from the tracks of a clip.
     *
     * @param described all tracks of the source
     * @param maxGapBytes see {@link dev.cliprange.slice.SlicePlanner}
     * @param source the place of the source
     * @param edges the place of the bytes that the clip's file has in memory; empty if it has none
     */
    public static SequenceMember of(
            String title,
            TimeRange range,
            List<TrackDescription> described,
            ClipMedia clip,
            long maxGapBytes,
            int source,
            Optional<EdgesPlace> edges) {
        List<List<MediaChunk>> chunks =
                clip.tracks().stream().map(MediaChunk::of).toList();
        MediaRanges ranges = MediaRanges.of(chunks, maxGapBytes);
        List<ClipTrack> tracks =
                clip.tracks().stream().map(track -> placed(track, ranges)).toList();
        Optional<ClipTrack> video = tracks.stream()
                .filter(track -> track.description().kind() == TrackKind.VIDEO)
                .findFirst();
        List<Optional<ClipTrack>> audio = described.stream()
                .filter(track -> track.kind() == TrackKind.AUDIO)
                .map(track -> IntStream.range(0, tracks.size())
                        .filter(i -> clip.tracks().get(i).description().equals(track))
                        .mapToObj(tracks::get)
                        .findFirst())
                .toList();
        return new SequenceMember(
                title, range.durationUs(), video, audio, parts(clip.file().pieces(ranges.spans()), source, edges));
    }

    private static ClipTrack placed(ClipTrack track, MediaRanges ranges) {
        TrackSamples samples = track.samples();
        long[] offsets = IntStream.range(0, samples.count())
                .mapToLong(i -> ranges.position(samples.offsetBytes(i)))
                .toArray();
        return track.withSamples(samples.withPlaces(offsets, samples.sizes()));
    }

    /** Returns the pieces with their places. Bytes in memory are replaced by their ranges in the stored edges. */
    private static List<SequenceLayout.Part> parts(List<Piece> pieces, int source, Optional<EdgesPlace> edges) {
        var parts = new ArrayList<SequenceLayout.Part>();
        var run = new ArrayList<Piece>();
        int place = source;
        long storedAt = edges.map(EdgesPlace::offsetBytes).orElse(0L);
        for (Piece piece : pieces) {
            boolean encoded = piece instanceof Piece.InMemory && edges.isPresent();
            int wanted = encoded ? edges.orElseThrow().place() : source;
            if (wanted != place) {
                end(parts, place, run);
                place = wanted;
            }
            run.add(encoded ? new Piece.OfSource(new ByteSpan(storedAt, piece.lengthBytes())) : piece);
            storedAt += encoded ? piece.lengthBytes() : 0;
        }
        end(parts, place, run);
        return parts;
    }

    private static void end(List<SequenceLayout.Part> parts, int place, List<Piece> run) {
        if (!run.isEmpty()) {
            parts.add(new SequenceLayout.Part(place, new ByteLayout(List.copyOf(run), new byte[0])));
            run.clear();
        }
    }

    /**
     * A sample that is copied from the source.
     *
     * @param entry describes the sample
     * @param atBytes its distance from the first byte of the clip's media
     * @param span of the source
     */
    public record CopiedSample(SampleEntry entry, long atBytes, ByteSpan span) {}

    /**
     * Returns the first copied sample of the video. It follows samples of another clip, or encoded ones.
     *
     * @param source the place of the source
     */
    public Optional<CopiedSample> firstCopied(int source) {
        return video.flatMap(track -> IntStream.range(0, track.samples().count())
                .boxed()
                .flatMap(sample -> copied(track, sample, source).stream())
                .findFirst());
    }

    private Optional<CopiedSample> copied(ClipTrack track, int sample, int source) {
        TrackSamples samples = track.samples();
        long at = samples.offsetBytes(sample);
        long position = 0;
        for (SequenceLayout.Part part : parts) {
            long end = position + part.media().lengthBytes();
            if (part.place() == source && at >= position && at < end && samples.sizeBytes(sample) > 0) {
                long from = at - position;
                return part.media().pieces(from, Math.min(from + samples.sizeBytes(sample), end - position)).stream()
                        .findFirst()
                        .filter(Piece.OfSource.class::isInstance)
                        .map(piece -> new CopiedSample(
                                track.description().entries().get(samples.entry(sample)),
                                at,
                                ((Piece.OfSource) piece).span()));
            }
            position = end;
        }
        return Optional.empty();
    }

    /** Returns the clip with other bytes in a sample. */
    public SequenceMember with(CopiedSample sample, List<SpliceLook.Change> changes) {
        return changes.isEmpty()
                ? this
                : new SequenceMember(
                        title, durationUs, video, audio, ChangedBytes.in(parts, sample.atBytes(), changes));
    }

    /** The number of media bytes of the clip. */
    long lengthBytes() {
        return parts.stream().mapToLong(part -> part.media().lengthBytes()).sum();
    }

    /** Returns the tracks of the clip that have something in it, the video first. */
    List<ClipTrack> tracks() {
        var all = new ArrayList<ClipTrack>();
        video.ifPresent(all::add);
        audio.forEach(track -> track.ifPresent(all::add));
        return all;
    }
}
