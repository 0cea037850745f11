package dev.cliprange.codec;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import java.util.Locale;

/**
 * The decoder configuration in an {@code esds} (ISO/IEC 14496-1, 7.2.6; ISO/IEC 14496-3, 1.6.2.1).
 *
 * @param objectType the object type indication, for example 0x40 for AAC
 * @param audioObjectType for example 2 for AAC-LC, 5 for SBR; 0 without an AudioSpecificConfig
 * @param sampleRate 0 if absent
 * @param channels 0 if absent
 */
record DecoderConfiguration(int objectType, int audioObjectType, int sampleRate, int channels) {

    private static final int[] SAMPLE_RATES = {
        96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350
    };
    private static final int SBR = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int USAC = 42;
    /** Up to this rate, SBR may be present without a signal (implicit signalling). */
    private static final int IMPLICIT_SBR_RATE = 24_000;

    private static final String SECTION = "ISO/IEC 14496-1, 7.2.6";

    static DecoderConfiguration parse(Box esds) {
        BoxFields fields = esds.fields().skip(4);
        open(fields, 3, esds);
        int flags = fields.skip(2).u8();
        if ((flags & 0x80) != 0) {
            fields.skip(2);
        }
        if ((flags & 0x40) != 0) {
            fields.skip(fields.u8());
        }
        if ((flags & 0x20) != 0) {
            fields.skip(2);
        }
        open(fields, 4, esds);
        int objectType = fields.u8();
        fields.skip(12);
        if (fields.remaining() < 4 || objectType != 0x40) {
            return new DecoderConfiguration(objectType, 0, 0, 0);
        }
        int length = Math.min(open(fields, 5, esds), fields.remaining());
        return audioSpecific(objectType, new Bits(fields.bytes(Math.min(length, 16))));
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

    private String codecString() {
        String object = "mp4a." + Integer.toHexString(objectType).toUpperCase(Locale.ROOT);
        return audioObjectType > 0 ? object + "." + audioObjectType : object;
    }

    private static DecoderConfiguration audioSpecific(int objectType, Bits bits) {
        int audioObjectType = audioObjectType(bits);
        int rate = sampleRate(bits);
        int channels = bits.take(4);
        if (audioObjectType == SBR || audioObjectType == PARAMETRIC_STEREO) {
            rate = sampleRate(bits);
        }
        int heard = audioObjectType == PARAMETRIC_STEREO ? 2 : channels == 7 ? 8 : channels > 7 ? 0 : channels;
        return new DecoderConfiguration(objectType, audioObjectType, rate, heard);
    }

    private static int audioObjectType(Bits bits) {
        int type = bits.take(5);
        return type == 31 ? 32 + bits.take(6) : type;
    }

    private static int sampleRate(Bits bits) {
        int index = bits.take(4);
        if (index == 15) {
            return bits.take(24);
        }
        return index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
    }

    /** Enters a descriptor and returns its declared length. */
    private static int open(BoxFields fields, int tag, Box esds) {
        int found = fields.u8();
        if (found != tag) {
            throw esds.malformed("descriptor " + found + " (expected: " + tag + ")", SECTION);
        }
        int length = 0;
        for (int i = 0; i < 4; i++) {
            int next = fields.u8();
            length = (length << 7) | (next & 0x7F);
            if ((next & 0x80) == 0) {
                break;
            }
        }
        return length;
    }

    /** Reads bits from the most significant on. Bits after the end are 0. */
    private static final class Bits {
        private final byte[] bytes;
        private int position;

        Bits(byte[] bytes) {
            this.bytes = bytes;
        }

        int take(int count) {
            int value = 0;
            for (int i = 0; i < count; i++, position++) {
                int octet = position / 8 < bytes.length ? bytes[position / 8] : 0;
                value = (value << 1) | ((octet >>> (7 - position % 8)) & 1);
            }
            return value;
        }
    }
}
