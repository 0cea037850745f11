package dev.cliprange.slice.segment;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.codec.MediaFormat;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The silent packets that fit an audio track: a decoder of the track plays them without another configuration.
 *
 * @param packetSamples the number of samples of one packet
 * @param timescale of the track
 */
public record SilenceFormat(AudioCodec codec, int sampleRate, int channels, int packetSamples, Timescale timescale) {

    private static final int MOST_CHANNELS = 6;
    private static final int OPUS_RATE = 48_000;
    private static final int OPUS_SAMPLES = 960;
    /** A packet of Opus lasts at most 120 ms (RFC 6716, 2.1.4). */
    private static final int LONGEST_OPUS_SAMPLES = 5_760;

    private static final int AAC_SAMPLES = 1_024;
    private static final int AC3_SAMPLES = 1_536;
    private static final int MP3_SAMPLES = 1_152;
    /** Below this rate, a frame of MP3 has half as many samples (ISO/IEC 13818-3, 2.4.2.1). */
    private static final int FULL_MP3_RATE = 32_000;
    /** More than a silent packet of AAC or Opus has for each channel. */
    private static final int BYTES_PER_CHANNEL = 8;

    /**
     * Returns the silence of a track. Empty if no silent packets can be made, and gaps stay as they are: FLAC numbers its
     * frames, so a packet made once does not fit; the core of AAC with SBR is not known from the sample entry; more
     * than two channels of Opus have a mapping of their own; and an edit list with several parts has gaps that are no
     * gaps of the media.
     */
    public static Optional<SilenceFormat> of(TrackDescription track) {
        MediaFormat format = track.format();
        boolean known = format.channels() > 0 && format.channels() <= MOST_CHANNELS && format.sampleRate() > 0;
        boolean simple = track.entries().size() == 1 && track.window().parts().size() == 1;
        if (track.kind() != TrackKind.AUDIO || !known || !simple || !PlayableAudio.is(track)) {
            return Optional.empty();
        }
        return format.codec() instanceof AudioCodec codec
                ? samples(codec, format)
                        .map(samples -> new SilenceFormat(
                                codec, rate(codec, format), format.channels(), samples, track.timescale()))
                : Optional.empty();
    }

    private static Optional<Integer> samples(AudioCodec codec, MediaFormat format) {
        return switch (codec) {
            case AAC -> format.codecString().equals("mp4a.40.2") ? Optional.of(AAC_SAMPLES) : Optional.empty();
            case OPUS -> format.channels() <= 2 ? Optional.of(OPUS_SAMPLES) : Optional.empty();
            case MP3 ->
                format.channels() <= 2
                        ? Optional.of(format.sampleRate() < FULL_MP3_RATE ? MP3_SAMPLES / 2 : MP3_SAMPLES)
                        : Optional.empty();
            case AC3, EAC3 -> Optional.of(AC3_SAMPLES);
            case FLAC, ALAC, PCM, OTHER -> Optional.empty();
        };
    }

    private static int rate(AudioCodec codec, MediaFormat format) {
        return codec == AudioCodec.OPUS ? OPUS_RATE : format.sampleRate();
    }

    /** The name of the format. Tracks with the same name can have the same packets. */
    public String name() {
        return codec.commonName() + "-" + sampleRate + "-" + channels;
    }

    /** The bit rate that an encoder is given. For codecs with packets of one size, it is their size. */
    public int bitRate() {
        return channels <= 2 ? 96_000 : 384_000;
    }

    /** About the size of a packet, and not less. */
    int packetBytes() {
        return switch (codec) {
            case AAC, OPUS -> BYTES_PER_CHANNEL * channels;
            case MP3, AC3, EAC3, FLAC, ALAC, PCM, OTHER ->
                Math.toIntExact(Timescale.rescale(bitRate() / 8, packetSamples, sampleRate, RoundingMode.CEILING) + 1);
        };
    }

    /** The duration of packets in ticks. */
    long ticks(long packets) {
        return Timescale.rescale(
                Math.multiplyExact(packets, packetSamples),
                timescale.ticksPerSecond(),
                sampleRate,
                RoundingMode.HALF_UP);
    }

    /** Returns how many packets fill a time best: the rest is shorter than half of one. */
    int packets(long ticks) {
        return ticks <= 0
                ? 0
                : Math.toIntExact(Timescale.rescale(
                        ticks,
                        sampleRate,
                        Math.multiplyExact(timescale.ticksPerSecond(), packetSamples),
                        RoundingMode.HALF_UP));
    }

    /**
     * Returns for how long a packet of the source is heard, if no packet follows. A gap after it is a part of its
     * duration, because some writers represent gaps so. A slightly longer duration is no gap: it comes from a coarse
     * timescale. The last packet of a track often has a shorter duration, but a decoder returns all its samples.
     */
    long heardTicks(TrackSamples samples, int index) {
        return hasGap(samples, index) ? ticks(1) : Math.max(ticks(1), samples.durationTicks(index));
    }

    /** Whether the duration of a packet has a gap in it. */
    boolean hasGap(TrackSamples samples, int index) {
        long longest = codec == AudioCodec.OPUS
                ? ticks(1) * LONGEST_OPUS_SAMPLES / OPUS_SAMPLES
                : ticks(1) + (ticks(1) + 1) / 2 - 1;
        return samples.durationTicks(index) > longest;
    }
}
