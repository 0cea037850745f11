package dev.cliprange.preview;

import dev.cliprange.source.SourceMedia;

/** The size of a storyboard's tiles: the longer side has {@value #LONGER} pixels, or those of the source if it is smaller. */
record TileSize(int width, int height) {

    private static final int LONGER = 160;

    static TileSize of(SourceMedia.Video video) {
        boolean turned = video.rotation() % 180 != 0;
        int width = turned ? video.height() : video.width();
        int height = turned ? video.width() : video.height();
        double scale = Math.min(1, (double) LONGER / Math.max(width, height));
        return new TileSize(even(width * scale), even(height * scale));
    }

    private static int even(double length) {
        return Math.max(2, 2 * (int) Math.round(length / 2));
    }
}
