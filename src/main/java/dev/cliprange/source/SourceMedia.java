package dev.cliprange.source;

import dev.cliprange.timeline.FrameRate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The media of a source that has been read. Stored as a JSON document in its row.
 *
 * @param container the name of the container, for example {@code mp4} or {@code matroska}
 * @param video the first video track; null for audio only
 * @param audio all audio tracks of clips, in the order of the file
 * @param ignoredTracks all other tracks, in the order of the file; rows of earlier releases have none
 * @param videoStartUs when FFmpeg shows the first frame; null if it starts with the source, and in rows of earlier
 *     versions
 * @param codecs of the clips that FFmpeg makes, by RFC 6381; empty if not all are known, for a source with an index, and
 *     in rows of earlier versions
 * @param seekBackUs how much earlier than a time FFmpeg looks for the keyframe before that time; null if it is not known
 *     at which keyframe FFmpeg starts
 * @param texts the text tracks of streams, in the order of the file; rows of earlier releases have none
 */
public record SourceMedia(
        String container,
        @Nullable Video video,
        List<Audio> audio,
        @Nullable List<IgnoredTrack> ignoredTracks,
        @Nullable Long videoStartUs,
        @Nullable List<String> codecs,
        @Nullable Long seekBackUs,
        @Nullable List<Text> texts) {

    public SourceMedia {
        audio = List.copyOf(audio);
        ignoredTracks = ignoredTracks == null ? List.of() : List.copyOf(ignoredTracks);
        codecs = codecs == null ? List.of() : List.copyOf(codecs);
        texts = texts == null ? List.of() : List.copyOf(texts);
    }

    /** Describes a source whose clips were not tried. */
    public SourceMedia(
            String container,
            @Nullable Video video,
            List<Audio> audio,
            @Nullable List<IgnoredTrack> ignoredTracks,
            @Nullable Long videoStartUs) {
        this(container, video, audio, ignoredTracks, videoStartUs, null, null, null);
    }

    /** Returns the media of an MP4 that has only the tracks of clips. */
    SourceMedia inMp4() {
        return new SourceMedia("mp4", video, audio, List.of(), videoStartUs, codecs, seekBackUs, List.of());
    }

    /** Returns the media with the container and the tracks of the object that this media was copied from. */
    public SourceMedia copiedFrom(SourceMedia original, List<IgnoredTrack> ignored) {
        return new SourceMedia(original.container(), video, audio, ignored, videoStartUs, codecs, seekBackUs, texts);
    }

    /** Never null. */
    @Override
    public List<String> codecs() {
        return codecs == null ? List.of() : codecs;
    }

    /** Never null. */
    @Override
    public List<IgnoredTrack> ignoredTracks() {
        return ignoredTracks == null ? List.of() : ignoredTracks;
    }

    /** Never null. */
    @Override
    public List<Text> texts() {
        return texts == null ? List.of() : texts;
    }

    /**
     * A text track that streams have as WebVTT. Its samples are in the text index of the source.
     *
     * @param codec the four characters of its sample entry
     * @param language ISO 639-2 code; {@code und} if the file has none
     */
    public record Text(String codec, String language) {}

    /**
     * A track that clips do not have.
     *
     * @param index counted from 0 over all tracks of the file
     * @param kind {@code video}, {@code audio}, {@code subtitle}, {@code data} or another
     * @param codec its name, or the four-character code of the file, or {@code none}
     * @param reason a sentence for the user
     */
    public record IgnoredTrack(int index, String kind, String codec, String reason) {}

    /**
     * The video track.
     *
     * @param frames the number of shown frames
     * @param rotation clockwise rotation for display in degrees: 0, 90, 180 or 270
     * @param maxKeyframeIntervalUs the longest distance from a keyframe to the next one, or to the end
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
     * @param language ISO 639-2 code; {@code und} if the file has none
     */
    public record Audio(String codec, int channels, int sampleRate, String language) {}
}
