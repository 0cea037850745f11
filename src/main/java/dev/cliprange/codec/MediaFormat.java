package dev.cliprange.codec;

/**
 * The media format in a sample entry.
 *
 * @param codecString in the form of RFC 6381, for example {@code avc1.64001F}
 * @param width in pixels; 0 for audio and text
 * @param height in pixels; 0 for audio and text
 * @param channels 0 for video and text, and if the entry has no number
 * @param sampleRate in samples per second; 0 for video and text, and if the entry has no rate
 * @param pcmFrameBytes the size of one sample of every channel; 0 for media other than PCM
 * @param preroll for audio
 * @param everySampleSync for audio: whether a decoder may start at any packet, after its pre-roll
 */
public record MediaFormat(
        Codec codec,
        String codecString,
        int width,
        int height,
        int channels,
        int sampleRate,
        int pcmFrameBytes,
        Preroll preroll,
        boolean everySampleSync) {

    /**
     * What an audio decoder must read before its output is right. All three minimums apply.
     *
     * @param packets before the first packet that is heard
     * @param durationUs of these packets
     * @param sizeBytes of these packets; MP3 stores bits of a frame in earlier frames
     */
    public record Preroll(int packets, long durationUs, int sizeBytes) {

        static final Preroll NONE = new Preroll(0, 0, 0);
        static final Preroll ONE = new Preroll(1, 0, 0);
    }

    public TrackKind kind() {
        return switch (codec) {
            case VideoCodec video -> TrackKind.VIDEO;
            case AudioCodec audio -> TrackKind.AUDIO;
            case TextCodec text -> TrackKind.TEXT;
        };
    }

    static MediaFormat video(VideoCodec codec, String codecString, int width, int height) {
        return new MediaFormat(codec, codecString, width, height, 0, 0, 0, Preroll.NONE, false);
    }

    static MediaFormat audio(AudioCodec codec, String codecString, int channels, int sampleRate, Preroll preroll) {
        return new MediaFormat(codec, codecString, 0, 0, channels, sampleRate, 0, preroll, true);
    }

    static MediaFormat text(TextCodec codec) {
        return new MediaFormat(codec, codec.commonName(), 0, 0, 0, 0, 0, Preroll.NONE, true);
    }

    static MediaFormat pcm(String codecString, int channels, int sampleRate, int frameBytes) {
        return new MediaFormat(AudioCodec.PCM, codecString, 0, 0, channels, sampleRate, frameBytes, Preroll.NONE, true);
    }

    MediaFormat withOwnSyncSamples() {
        return new MediaFormat(codec, codecString, width, height, channels, sampleRate, pcmFrameBytes, preroll, false);
    }
}
