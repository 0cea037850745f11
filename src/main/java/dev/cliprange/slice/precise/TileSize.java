package dev.cliprange.slice.precise;

/**
 * The size of a storyboard's tiles: the longer side has {@value #LONGER} pixels, or those of the source if it is smaller. A
 * sheet has at most {@value #PER_SHEET} tiles in rows of {@value #COLUMNS}.
 */
public record TileSize(int width, int height) {

    public static final int COLUMNS = 10;
    public static final int PER_SHEET = 100;

    private static final int LONGER = 160;

    /** @param rotation in degrees, of the coded pictures */
    public static TileSize of(int codedWidth, int codedHeight, int rotation) {
        boolean turned = rotation % 180 != 0;
        int width = turned ? codedHeight : codedWidth;
        int height = turned ? codedWidth : codedHeight;
        double scale = Math.min(1, (double) LONGER / Math.max(width, height));
        return new TileSize(even(width * scale), even(height * scale));
    }

    private static int even(double length) {
        return Math.max(2, 2 * (int) Math.round(length / 2));
    }
}
