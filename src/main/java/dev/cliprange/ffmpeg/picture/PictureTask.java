package dev.cliprange.ffmpeg.picture;

/** What FFmpeg makes of its input. All results are baseline JPEG, 4:2:0, with the colours of JFIF. */
public sealed interface PictureTask {

    /**
     * One frame of an MP4, upright and with square pixels. The height follows from the picture's shape.
     *
     * @param ticks the composition time of the frame
     * @param rotationDegrees clockwise, to make it upright: 0, 90, 180 or 270
     * @param width of the result
     */
    record Frame(long ticks, int rotationDegrees, int width) implements PictureTask {}
}
