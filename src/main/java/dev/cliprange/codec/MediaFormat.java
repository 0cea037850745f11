package dev.cliprange.codec;

/**
 * What a sample entry says of its media.
 *
 * @param codec the common name in lower case, as {@code h264} or {@code aac}
 * @param codecString as RFC 6381 has it, as {@code avc1.64001F}
 * @param width in pixels; 0 for audio
 * @param height in pixels; 0 for audio
 * @param channels 0 for video, and where the entry does not say
 * @param sampleRate in samples per second; 0 for video, and where the entry does not say
 * @param pcmFrameBytes one sample of each channel; 0 when the media is not PCM
 * @param preroll for audio
 * @param everySampleSync for audio whose packets a decoder may all start at (with its pre-roll)
 */
public record MediaFormat(
        TrackKind kind,
        String codec,
        String codecString,
        int width,
        int height,
        int channels,
        int sampleRate,
        int pcmFrameBytes,
        Preroll preroll,
        boolean everySampleSync) {

    static MediaFormat video(String codec, String codecString, int width, int height) {
        return new MediaFormat(TrackKind.VIDEO, codec, codecString, width, height, 0, 0, 0, Preroll.NONE, false);
    }

    static MediaFormat audio(String codec, String codecString, int channels, int sampleRate, Preroll preroll) {
        return new MediaFormat(TrackKind.AUDIO, codec, codecString, 0, 0, channels, sampleRate, 0, preroll, true);
    }

    static MediaFormat pcm(String codecString, int channels, int sampleRate, int frameBytes) {
        return new MediaFormat(
                TrackKind.AUDIO, "pcm", codecString, 0, 0, channels, sampleRate, frameBytes, Preroll.NONE, true);
    }

    MediaFormat withOwnSyncSamples() {
        return new MediaFormat(
                kind, codec, codecString, width, height, channels, sampleRate, pcmFrameBytes, preroll, false);
    }
}
