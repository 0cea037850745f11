package dev.cliprange.source;

import dev.cliprange.timeline.FrameRate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source's content once it was read. Kept as one JSON document in its row.
 *
 * @param container the name of the container, as {@code mp4} or {@code matroska}
 * @param video the first video track; null for audio only
 * @param audio every audio track in the order of the file
 */
public record SourceMedia(String container, @Nullable Video video, List<Audio> audio) {

    public SourceMedia {
        audio = List.copyOf(audio);
    }

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
