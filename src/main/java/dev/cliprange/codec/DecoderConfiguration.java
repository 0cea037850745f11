package dev.cliprange.codec;

import dev.cliprange.codec.MediaFormat.Preroll;
import dev.cliprange.mp4.Box;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The decoder configuration in an {@code esds} (ISO/IEC 14496-1, 7.2.6; ISO/IEC 14496-3, 1.6.2.1).
 *
 * @param objectType the object type indication, for example 0x40 for AAC
 * @param audioObjectType for example 2 for AAC-LC, 5 for SBR; 0 without an AudioSpecificConfig
 * @param extendedObjectType the same, or the type of an extension that older decoders may ignore (1.6.6.2)
 * @param sampleRate 0 if absent
 * @param channels 0 if absent
 */
record DecoderConfiguration(int objectType, int audioObjectType, int extendedObjectType, int sampleRate, int channels) {

    private static final int[] SAMPLE_RATES = {
        96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350
    };
    private static final int SBR = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int USAC = 42;
    private static final int ESCAPE = 31;
    private static final List<Integer> GENERAL_AUDIO = List.of(1, 2, 3, 4);
    private static final int MAX_SPECIFIC_BYTES = 16;
    private static final int SBR_FOLLOWS = 0x2B7;
    private static final int PARAMETRIC_STEREO_FOLLOWS = 0x548;
    /** Up to this rate, SBR may be present without a signal (implicit signalling). */
    private static final int IMPLICIT_SBR_RATE = 24_000;

    static DecoderConfiguration parse(Box esds) {
        StreamDescriptor stream = StreamDescriptor.parse(esds);
        if (!stream.specified() || stream.objectType() != StreamDescriptor.AAC) {
            return new DecoderConfiguration(stream.objectType(), 0, 0, 0, 0);
        }
        int length = Math.min(stream.specific().length, MAX_SPECIFIC_BYTES);
        return audioSpecific(stream.objectType(), new Bits(Arrays.copyOf(stream.specific(), length)));
    }

    MediaFormat format(QuickTimeAudioEntry audio) {
        int rate = sampleRate > 0 ? sampleRate : audio.sampleRate();
        int count = channels > 0 ? channels : audio.channels();
        return switch (objectType) {
            case 0x40, 0x66, 0x67, 0x68 -> aac(rate, count);
            case 0x69, 0x6B -> MediaFormat.audio(AudioCodec.MP3, codecString(), count, rate, AudioFormats.mp3());
            case 0xA5 -> MediaFormat.audio(AudioCodec.AC3, codecString(), count, rate, Preroll.ONE);
            case 0xA6 -> MediaFormat.audio(AudioCodec.EAC3, codecString(), count, rate, Preroll.ONE);
            default -> MediaFormat.audio(AudioCodec.OTHER, codecString(), count, rate, new Preroll(2, 0, 0));
        };
    }

    private MediaFormat aac(int rate, int count) {
        boolean replicated = audioObjectType == SBR
                || audioObjectType == PARAMETRIC_STEREO
                || (rate > 0 && rate <= IMPLICIT_SBR_RATE);
        MediaFormat format =
                MediaFormat.audio(AudioCodec.AAC, codecString(), count, rate, new Preroll(replicated ? 2 : 1, 0, 0));
        return audioObjectType == USAC ? format.withOwnSyncSamples() : format;
    }

    /**
     * RFC 6381, 3.3. Names SBR and parametric stereo if they are signalled. A decoder without them plays the rest at
     * half the rate, so that {@code mp4a.40.2} would be half of the truth.
     */
    private String codecString() {
        String object = "mp4a." + Integer.toHexString(objectType).toUpperCase(Locale.ROOT);
        return extendedObjectType > 0 ? object + "." + extendedObjectType : object;
    }

    private static DecoderConfiguration audioSpecific(int objectType, Bits bits) {
        int audioObjectType = audioObjectType(bits);
        int rate = sampleRate(bits);
        int channels = bits.take(4);
        int extended = audioObjectType;
        if (audioObjectType == SBR || audioObjectType == PARAMETRIC_STEREO) {
            rate = sampleRate(bits);
        } else if (GENERAL_AUDIO.contains(audioObjectType) && channels > 0) {
            extended = extension(bits, audioObjectType);
        }
        int heard = audioObjectType == PARAMETRIC_STEREO ? 2 : channels == 7 ? 8 : channels > 7 ? 0 : channels;
        return new DecoderConfiguration(objectType, audioObjectType, extended, rate, heard);
    }

    /** Reads GASpecificConfig (ISO/IEC 14496-3, 4.4.1) and the extension after it (1.6.2.1). */
    private static int extension(Bits bits, int audioObjectType) {
        boolean coreCoder = bits.skip(1).take(1) == 1;
        bits.skip((coreCoder ? 14 : 0) + 1);
        if (bits.remaining() < 16
                || bits.take(11) != SBR_FOLLOWS
                || audioObjectType(bits) != SBR
                || bits.take(1) == 0) {
            return audioObjectType;
        }
        sampleRate(bits);
        boolean stereo = bits.remaining() >= 12 && bits.take(11) == PARAMETRIC_STEREO_FOLLOWS && bits.take(1) == 1;
        return stereo ? PARAMETRIC_STEREO : SBR;
    }

    private static int audioObjectType(Bits bits) {
        int type = bits.take(5);
        return type == ESCAPE ? 32 + bits.take(6) : type;
    }

    private static int sampleRate(Bits bits) {
        int index = bits.take(4);
        if (index == 15) {
            return bits.take(24);
        }
        return index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
    }
}
