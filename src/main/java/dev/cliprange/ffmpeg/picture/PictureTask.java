package dev.cliprange.ffmpeg.picture;

import java.util.List;

/** What FFmpeg makes of its input. All results are baseline JPEG, 4:2:0, with the colours of JFIF. */
public sealed interface PictureTask {

    /**
     * One frame of an MP4, upright and with square pixels. The height follows from the picture's shape.
     *
     * @param ticks the composition time of the frame
     * @param rotationDegrees clockwise, to make it upright: 0, 90, 180 or 270
     * @param width of the result
     * @param transfer of the frame
     */
    record Frame(long ticks, int rotationDegrees, int width, Transfer transfer) implements PictureTask {}

    /**
     * The first frames of all video tracks of an MP4, side by side in the order of the tracks. Each is upright in a
     * tile of the same size.
     *
     * @param tracks how many there are, at most {@code places}
     * @param places the width of the result in tiles; places without a frame are black
     * @param width of a tile
     * @param height of a tile
     * @param transfer of the frames
     */
    record Strip(int tracks, int places, int rotationDegrees, int width, int height, Transfer transfer)
            implements PictureTask {}

    /**
     * Tiles of strips in rows. The input is strips of the same size, one after another.
     *
     * @param places the width of a strip in tiles
     * @param runs the tiles of the result in order, as numbers that count over all strips
     * @param columns of the result
     */
    record Sheet(int places, List<Run> runs, int columns) implements PictureTask {

        public Sheet {
            runs = List.copyOf(runs);
        }

        int rows() {
            int tiles = runs.stream().mapToInt(run -> run.to() - run.from()).sum();
            return (tiles + columns - 1) / columns;
        }
    }

    /** Consecutive tiles {@code [from, to)}. */
    record Run(int from, int to) {}
}
