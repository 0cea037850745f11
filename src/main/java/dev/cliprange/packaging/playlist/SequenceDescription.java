package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.StreamFile.Kind;
import dev.cliprange.timeline.FrameRate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Several clips one after another as one programme. All of them have the same tracks: rendition {@code i} of one clip
 * continues rendition {@code i} of the clip before it, in a codec of the same family.
 *
 * @param parts at least one, in the order of playback
 */
public record SequenceDescription(List<Part> parts) {

    /**
     * One clip of a sequence. The audio covers the video.
     *
     * @param folder where the clip's files are, relative to the folder of the sequence's version, with a slash at its end;
     *     empty for a clip that is no sequence
     */
    public record Part(String folder, StreamDescription stream) {

        /** @throws IllegalArgumentException if the folder is neither empty nor relative */
        public Part {
            if (!folder.isEmpty()) {
                Attributes.checkRelative(folder);
            }
        }
    }

    /** @throws IllegalArgumentException if there is no part, or a part has other tracks than the first */
    public SequenceDescription {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts: none (expected: at least 1)");
        }
        List<String> expected = tracks(parts.getFirst().stream());
        for (int i = 1; i < parts.size(); i++) {
            List<String> tracks = tracks(parts.get(i).stream());
            if (!tracks.equals(expected)) {
                throw new IllegalArgumentException(
                        "part " + i + ": " + tracks + " (expected: the tracks of the first part, " + expected + ")");
            }
        }
    }

    /** A single clip. */
    public static SequenceDescription of(StreamDescription clip) {
        return new SequenceDescription(List.of(new Part("", clip)));
    }

    /** The target duration in seconds that all playlists with media segments share (RFC 8216, 6.2.4). */
    public long targetSeconds() {
        return HlsText.targetSeconds(longestUs());
    }

    /** The duration of the longest segment in microseconds. */
    long longestUs() {
        return parts.stream()
                .flatMap(part -> part.stream().tracks())
                .flatMapToLong(track -> track.segments().stream().mapToLong(track::durationUs))
                .max()
                .orElse(1);
    }

    StreamDescription first() {
        return parts.getFirst().stream();
    }

    /** Segments of one clip, and where they are relative to the rendition's playlist. */
    record TrackPart(String folder, SegmentList segments) {}

    /** Returns the segments of a rendition of the sequence; empty if the first clip has no such rendition. */
    Optional<List<TrackPart>> track(Kind kind, String id) {
        return switch (kind) {
            case VIDEO -> track(kind, id, StreamDescription::video, VideoRendition::id, VideoRendition::segments);
            case AUDIO -> track(kind, id, StreamDescription::audio, AudioRendition::id, AudioRendition::segments);
            case TEXT, IMAGE -> Optional.empty();
        };
    }

    private <T> Optional<List<TrackPart>> track(
            Kind kind,
            String id,
            Function<StreamDescription, List<T>> list,
            Function<T, String> ids,
            Function<T, SegmentList> segments) {
        int index = list.apply(first()).stream().map(ids).toList().indexOf(id);
        if (index < 0) {
            return Optional.empty();
        }
        var track = new ArrayList<TrackPart>();
        for (Part part : parts) {
            T rendition = list.apply(part.stream()).get(index);
            track.add(new TrackPart(folder(part, kind, ids.apply(rendition)), segments.apply(rendition)));
        }
        return Optional.of(List.copyOf(track));
    }

    /** Returns where a rendition's files are, relative to the rendition's playlist: for a clip, beside it. */
    static String folder(Part part, Kind kind, String rendition) {
        return part.folder().isEmpty()
                ? ""
                : "../../" + part.folder() + StreamFile.folder(part.stream().copy(), kind, rendition);
    }

    /** The video renditions as a multivariant playlist describes them: each with the most that one of its parts has. */
    List<VideoRendition> mergedVideo() {
        return IntStream.range(0, first().video().size())
                .mapToObj(i -> merged(
                        parts.stream().map(part -> part.stream().video().get(i)).toList()))
                .toList();
    }

    /** The audio tracks as a multivariant playlist describes them, likewise. */
    List<AudioRendition> mergedAudio() {
        var merged = new ArrayList<AudioRendition>();
        for (int i = 0; i < first().audio().size(); i++) {
            int index = i;
            AudioRendition first = first().audio().get(i);
            List<AudioRendition> all =
                    parts.stream().map(part -> part.stream().audio().get(index)).toList();
            merged.add(new AudioRendition(
                    first.id(),
                    Codecs.highest(all.stream().map(AudioRendition::codecs).toList()),
                    first.name(),
                    first.language(),
                    all.stream().mapToInt(AudioRendition::channels).max().orElseThrow(),
                    first.sampleRate(),
                    first.segments()));
        }
        return merged;
    }

    private static VideoRendition merged(List<VideoRendition> all) {
        VideoRendition first = all.getFirst();
        VideoRendition largest = all.stream()
                .max(Comparator.comparingLong(video -> (long) video.width() * video.height()))
                .orElseThrow();
        Optional<FrameRate> fastest = all.stream()
                .map(VideoRendition::frameRate)
                .filter(Objects::nonNull)
                .max(Comparator.comparingDouble(rate -> (double) rate.numerator() / rate.denominator()));
        return new VideoRendition(
                first.id(),
                Codecs.highest(all.stream().map(VideoRendition::codecs).toList()),
                largest.width(),
                largest.height(),
                fastest.orElse(null),
                all.stream()
                        .map(VideoRendition::videoRange)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                all.stream().anyMatch(VideoRendition::openGop),
                first.segments());
    }

    /** What must be the same in all parts. Languages and sizes may differ. */
    private static List<String> tracks(StreamDescription stream) {
        var tracks = new ArrayList<String>();
        stream.video().forEach(video -> tracks.add("video " + Codecs.family(video.codecs())));
        stream.audio().forEach(audio -> tracks.add("audio " + Codecs.family(audio.codecs())));
        stream.text().forEach(text -> tracks.add("text"));
        return tracks;
    }
}
