package dev.cliprange.packaging.playlist;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A clip as an adaptive stream: everything that a playlist or a manifest says about it.
 *
 * @param copy whether it is the copy form. Its files are in a folder of their own
 * @param leadUs from the first picture to the start of the clip; 0 unless it is the copy form
 * @param video the qualities, best first; empty if the clip has audio only
 * @param audio the tracks; the first is the default. Empty if the clip has video only
 * @param text may be empty
 * @param images may be empty
 */
public record StreamDescription(
        boolean copy,
        long leadUs,
        List<VideoRendition> video,
        List<AudioRendition> audio,
        List<TextRendition> text,
        List<ImageRendition> images) {

    /** @throws IllegalArgumentException if there is neither video nor audio, or two renditions of a kind share an id */
    public StreamDescription {
        video = List.copyOf(video);
        audio = List.copyOf(audio);
        text = List.copyOf(text);
        images = List.copyOf(images);
        if (video.isEmpty() && audio.isEmpty()) {
            throw new IllegalArgumentException("renditions: none (expected: video or audio)");
        }
        if (leadUs < 0 || (leadUs > 0 && !copy)) {
            throw new IllegalArgumentException("leadUs: " + leadUs + " (expected: >= 0, and 0 for exact ends)");
        }
        checkUnique("video", video.stream().map(VideoRendition::id));
        checkUnique("audio", audio.stream().map(AudioRendition::id));
        checkUnique("text", text.stream().map(TextRendition::id));
        checkUnique("image", images.stream().map(ImageRendition::id));
    }

    /** A stream with exact ends, without text and images. */
    public StreamDescription(List<VideoRendition> video, List<AudioRendition> audio) {
        this(false, 0, video, audio, List.of(), List.of());
    }

    /** The track that defines time 0 and the duration: the first video rendition, or the first audio track. */
    public SegmentList mainTrack() {
        return video.isEmpty() ? audio.getFirst().segments() : video.getFirst().segments();
    }

    /** All tracks with media segments. */
    Stream<SegmentList> tracks() {
        return Stream.concat(
                video.stream().map(VideoRendition::segments), audio.stream().map(AudioRendition::segments));
    }

    private static void checkUnique(String kind, Stream<String> ids) {
        var seen = new HashSet<String>();
        ids.filter(id -> !seen.add(id)).findFirst().ifPresent(id -> {
            throw new IllegalArgumentException(kind + " id: " + id + " (expected: each only once)");
        });
    }
}
