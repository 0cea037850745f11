package dev.cliprange.testing;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A picture that says its own number to a machine: a grid of black and white cells, the upper half the sixteen bits of the
 * number from the highest, the lower half the same bits inverted. It survives scaling, lossy coding and colour conversion,
 * and a picture mixed from two is noticed: its halves contradict each other.
 */
public final class NumberedPicture {

    public static final int COLUMNS = 8;
    public static final int ROWS = 4;

    /** Numbers are below this. */
    public static final int LIMIT = 1 << 16;

    private static final int BLACK = 24;
    private static final int WHITE = 224;
    private static final int CONTRAST = 60;

    private NumberedPicture() {}

    /**
     * Draws a number.
     *
     * @param width a multiple of {@link #COLUMNS}
     * @param height a multiple of {@link #ROWS}
     * @return the luma of each pixel, row by row
     */
    public static byte[] draw(int number, int width, int height) {
        if (number < 0 || number >= LIMIT || width % COLUMNS != 0 || height % ROWS != 0) {
            throw new IllegalArgumentException("number, width, height: " + number + ", " + width + ", " + height);
        }
        var luma = new byte[width * height];
        int cellWidth = width / COLUMNS;
        int cellHeight = height / ROWS;
        for (int y = 0; y < height; y++) {
            for (int column = 0; column < COLUMNS; column++) {
                int from = y * width + column * cellWidth;
                boolean white = bit(number, y / cellHeight * COLUMNS + column);
                Arrays.fill(luma, from, from + cellWidth, (byte) (white ? WHITE : BLACK));
            }
        }
        return luma;
    }

    /**
     * Reads a number from the brightness at the middle of each cell.
     *
     * @param cells {@link #ROWS} times {@link #COLUMNS} values, row by row, on any scale of 0 to 255
     * @return empty if this is not a numbered picture, or not one alone
     */
    public static OptionalInt read(int[] cells) {
        if (cells.length != ROWS * COLUMNS) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + ROWS * COLUMNS + ")");
        }
        int half = cells.length / 2;
        int number = 0;
        for (int i = 0; i < half; i++) {
            int difference = cells[i] - cells[i + half];
            if (Math.abs(difference) < CONTRAST) {
                return OptionalInt.empty();
            }
            number = number << 1 | (difference > 0 ? 1 : 0);
        }
        return OptionalInt.of(number);
    }

    /** Reads a number from luma as {@link #draw} gives it. */
    public static OptionalInt read(byte[] luma, int width, int height) {
        var cells = new int[ROWS * COLUMNS];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = Byte.toUnsignedInt(
                    luma[middle(i / COLUMNS, ROWS, height) * width + middle(i % COLUMNS, COLUMNS, width)]);
        }
        return read(cells);
    }

    /** Reads a number from a picture of any size. */
    public static OptionalInt read(BufferedImage image) {
        var cells = new int[ROWS * COLUMNS];
        for (int i = 0; i < cells.length; i++) {
            int rgb = image.getRGB(
                    middle(i % COLUMNS, COLUMNS, image.getWidth()), middle(i / COLUMNS, ROWS, image.getHeight()));
            cells[i] = ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 3;
        }
        return read(cells);
    }

    private static int middle(int cell, int cells, int pixels) {
        return (2 * cell + 1) * pixels / (2 * cells);
    }

    private static boolean bit(int number, int cell) {
        boolean upper = cell < ROWS * COLUMNS / 2;
        int index = cell % (ROWS * COLUMNS / 2);
        return (number >> (15 - index) & 1) == (upper ? 1 : 0);
    }
}
