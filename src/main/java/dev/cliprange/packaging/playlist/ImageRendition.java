package dev.cliprange.packaging.playlist;

import java.util.List;

/**
 * The storyboard as pictures that a player shows while a viewer seeks.
 *
 * @param id part of the URIs; lower-case letters, digits, {@code -} and {@code _}
 * @param tileWidth of one picture, in pixels
 * @param tileHeight likewise
 * @param tileDurationUs from one picture to the next
 * @param sheets at least one
 */
public record ImageRendition(String id, int tileWidth, int tileHeight, long tileDurationUs, List<ImageSheet> sheets) {

    /** @throws IllegalArgumentException if the id does not fit its grammar, a number is not positive, or no sheet is given */
    public ImageRendition {
        StreamFile.checkId(id);
        sheets = List.copyOf(sheets);
        if (tileWidth < 1 || tileHeight < 1 || tileDurationUs < 1 || sheets.isEmpty()) {
            throw new IllegalArgumentException("images: " + tileWidth + "x" + tileHeight + ", every " + tileDurationUs
                    + " us, " + sheets.size() + " sheets (expected: positive numbers)");
        }
    }

    /**
     * One JPEG with the tiles of a stretch of time, in rows.
     *
     * @param uri relative to the URI of the rendition's playlist
     * @param durationUs the time that all its tiles cover together
     * @param sizeBytes of the JPEG, or an upper bound
     */
    public record ImageSheet(String uri, int columns, int rows, long durationUs, long sizeBytes) {

        /** @throws IllegalArgumentException if the URI is not relative or a number is not positive */
        public ImageSheet {
            Attributes.checkRelative(uri);
            if (columns < 1 || rows < 1 || durationUs < 1 || sizeBytes < 1) {
                throw new IllegalArgumentException("sheet: " + columns + "x" + rows + ", " + durationUs + " us, "
                        + sizeBytes + " bytes (expected: positive numbers)");
            }
        }
    }
}
