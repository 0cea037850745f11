package dev.cliprange.ffmpeg.encode;

import dev.cliprange.codec.VideoCodec;
import dev.cliprange.codec.splice.EncoderTarget;

/**
 * Estimates the memory of an encoding by the size of its pictures. The numbers were measured with FFmpeg 5.1 and
 * pictures from 640 × 360 to 8192 × 8192: an encoder and its decoder take a fixed part and the memory of a number of
 * pictures.
 */
final class EncodeMemory {

    private static final long MEGABYTE = 1 << 20;
    /** Pictures that a decoder may have to keep if they are large (ITU-T H.264, A.3.1 h; ITU-T H.265, A.4.2). */
    private static final int REFERENCES = 6;

    private static final int PICTURES_PER_THREAD = 2;

    private EncodeMemory() {}

    /**
     * The most pixels of a picture whose encoding takes no more than this.
     *
     * @param threads of the decoder, and of the encoder
     */
    static long mostPixels(EncoderTarget target, long limitBytes, int threads) {
        long free = Math.max(0, limitBytes - fixedBytes(target));
        double pictures = pictures(target) + REFERENCES + (double) PICTURES_PER_THREAD * threads;
        return (long) ((double) free / (pictures * bytesPerPixel(target)));
    }

    private static long fixedBytes(EncoderTarget target) {
        return (target.codec() == VideoCodec.AV1 ? 460 : 100) * MEGABYTE;
    }

    private static int pictures(EncoderTarget target) {
        return switch (target.codec()) {
            case H264 -> 19;
            case AV1 -> 190;
            case HEVC, VVC, VP8, VP9, MPEG4 -> 50;
        };
    }

    /** By profile: more than 8 bits take two bytes, and 4:4:4 has chroma planes of full size. */
    private static double bytesPerPixel(EncoderTarget target) {
        int profile = target.profile();
        return switch (target.codec()) {
            case H264 -> profile > 122 ? 6 : profile == 122 ? 4 : profile == 110 ? 3 : 1.5;
            case HEVC -> profile > 2 ? 6 : profile == 2 ? 3 : 1.5;
            case VVC, AV1, VP8, VP9, MPEG4 -> profile > 2 ? 6 : profile > 0 ? 3 : 1.5;
        };
    }
}
