package dev.cliprange.source;

import dev.cliprange.timeline.FrameRate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source's content once it was read. Kept as one JSON document in its row.
 *
 * @param container the name of the container, as {@code mp4} or {@code matroska}
 * @param video the first video track; null for audio only
 * @param audio every audio track that clips have, in the order of the file
 * @param ignoredTracks every other track, in the order of the file; rows of earlier versions have none
 * @param videoStartUs when FFmpeg shows the first frame; null if it starts with the source, and in rows of earlier
 *     versions
 */
public record SourceMedia(
        String container,
        @Nullable Video video,
        List<Audio> audio,
        @Nullable List<IgnoredTrack> ignoredTracks,
        @Nullable Long videoStartUs) {

    public SourceMedia {
        audio = List.copyOf(audio);
        ignoredTracks = ignoredTracks == null ? List.of() : List.copyOf(ignoredTracks);
    }

    /** Never null. */
    @Override
    public List<IgnoredTrack> ignoredTracks() {
        return ignoredTracks == null ? List.of() : ignoredTracks;
    }

    /**
     * A track that clips do not have.
     *
     * @param index counted from 0 over all tracks of the file
     * @param kind {@code video}, {@code audio}, {@code subtitle}, {@code data} or another
     * @param codec its name, or the four characters the file has; {@code none} without either
     * @param reason a sentence for people
     */
    public record IgnoredTrack(int index, String kind, String codec, String reason) {}

    /**
     * The video track.
     *
     * @param frames the number of shown frames
     * @param rotation degrees clockwise the picture is turned for showing: 0, 90, 180 or 270
     * @param maxKeyframeIntervalUs the longest way from one keyframe to the next, or to the end
     */
    public record Video(
            String codec,
            int width,
            int height,
            FrameRate frameRate,
            long frames,
            int rotation,
            long maxKeyframeIntervalUs,
            boolean allIntra) {}

    /**
     * An audio track.
     *
     * @param language ISO 639-2 code; {@code und} when the file does not say
     */
    public record Audio(String codec, int channels, int sampleRate, String language) {}
}
