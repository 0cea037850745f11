package dev.cliprange.ffmpeg.probe;

import dev.cliprange.ffmpeg.clip.ClipRequest;
import dev.cliprange.timeline.FrameRate;
import dev.cliprange.timeline.FrameTable;
import java.util.List;
import java.util.Optional;

/**
 * The content of a source as FFmpeg reads it. Times count from the first moment of the source, as in
 * {@link ClipRequest#range()}.
 *
 * @param container FFmpeg's names of the container, as {@code matroska,webm}
 * @param startUs the time of the first moment in the container, in microseconds; may be negative
 * @param durationUs to the end of the last sample, greater than 0
 * @param video the first video stream that is not a cover picture
 * @param audio all audio streams that clips have, in their order
 * @param ignored all other streams, in their order
 * @param videoStartUs the time of the first frame; 0 without video
 * @param frames the time of each frame of the video; empty without video
 * @param clips the properties of all clips of the source
 */
public record ProbedSource(
        String container,
        long startUs,
        long durationUs,
        Optional<Video> video,
        List<Audio> audio,
        List<Ignored> ignored,
        long videoStartUs,
        Optional<FrameTable> frames,
        Clips clips) {

    /** The reason for which a stream is ignored that could be part of clips if it were encoded. */
    public static final String NOT_CARRIED = "An MP4 clip cannot carry it without re-encoding.";

    public ProbedSource {
        audio = List.copyOf(audio);
        ignored = List.copyOf(ignored);
    }

    /** FFmpeg's names of the audio codecs in stream order. */
    public List<String> audioCodecs() {
        return audio.stream().map(Audio::codec).toList();
    }

    /**
     * What the trials found out about clips.
     *
     * @param codecs by RFC 6381, in the order of the tracks; empty if one of them is not known
     * @param seekBackUs how much earlier than the start of a clip FFmpeg looks for the keyframe before it; empty without
     *     video, and if it is not known at which keyframe FFmpeg starts
     */
    public record Clips(List<String> codecs, Optional<Long> seekBackUs) {
        public Clips {
            codecs = List.copyOf(codecs);
        }
    }

    /**
     * A stream that clips do not have.
     *
     * @param number counted from 0 over all streams of the source
     * @param kind {@code video}, {@code audio}, {@code subtitle}, {@code data} or another word of FFmpeg
     * @param codec FFmpeg's name, or the four characters in the file; {@code none} without either
     * @param reason a sentence for the client
     */
    public record Ignored(int number, String kind, String codec, String reason) {}

    /**
     * The video.
     *
     * @param codec FFmpeg's name, as {@code h264}
     * @param width coded, before rotation, in pixels
     * @param height coded, before rotation, in pixels
     * @param frameRate exact if frames are evenly spaced, otherwise the mean
     * @param frames the number of frames that are shown, as {@link ProbedSource#frames} has them
     * @param rotation degrees clockwise by which a player turns the pictures: 0, 90, 180 or 270
     * @param maxKeyframeIntervalUs the longest time from one keyframe to the next, or to the end
     * @param allIntra whether each frame is a keyframe
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
     * An audio stream.
     *
     * @param codec FFmpeg's name, as {@code aac}
     * @param channels 0: not known
     * @param sampleRate in hertz; 0: not known
     * @param language three letters (ISO 639-2), {@code und} if the file has none
     */
    public record Audio(String codec, int channels, int sampleRate, String language) {}
}
