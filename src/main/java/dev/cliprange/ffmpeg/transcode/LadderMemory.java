package dev.cliprange.ffmpeg.transcode;

import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.transcode.LadderRequest.Quality;
import java.util.List;

/** Estimates the memory of a process that encodes several qualities by the size of the pictures. */
final class LadderMemory {

    private static final long MEGABYTE = 1 << 20;
    private static final long PROGRAM_BYTES = 100 * MEGABYTE;
    /** The pictures that an encoder keeps: references, those it looks ahead at, and those of FFmpeg's queue. */
    private static final int ENCODED_PICTURES = 30;
    /** Pictures that a decoder may have to keep if they are large, and those in the filters. */
    private static final int DECODED_PICTURES = 12;

    private static final int PICTURES_PER_THREAD = 2;
    /** 4:2:0 with 8 bits. */
    private static final double ENCODED_BYTES_PER_PIXEL = 1.5;
    /** 4:2:0 with more than 8 bits, or 4:4:4 with 8 bits. */
    private static final int DECODED_BYTES_PER_PIXEL = 3;

    private static final double USUAL_ASPECT = 16.0 / 9;

    private LadderMemory() {}

    /** The most pixels of a picture that can be decoded in the memory of a process; 0 if the encoders take all of it. */
    static long mostPixels(FfmpegProperties properties, List<Quality> qualities) {
        int ofThreads = PICTURES_PER_THREAD * properties.threadCount();
        double encoders = qualities.stream()
                .mapToDouble(quality -> quality.shortSide()
                        * USUAL_ASPECT
                        * quality.shortSide()
                        * ENCODED_BYTES_PER_PIXEL
                        * (ENCODED_PICTURES + ofThreads))
                .sum();
        double free = Math.max(0, properties.memoryBytes() - PROGRAM_BYTES - encoders);
        return (long) (free / ((DECODED_PICTURES + ofThreads) * DECODED_BYTES_PER_PIXEL));
    }
}
