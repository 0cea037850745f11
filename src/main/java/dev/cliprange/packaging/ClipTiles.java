package dev.cliprange.packaging;

import dev.cliprange.packaging.playlist.ImageRendition;
import dev.cliprange.packaging.playlist.ImageRendition.ImageSheet;
import dev.cliprange.slice.precise.TilePlanner;
import dev.cliprange.slice.precise.TileSize;
import dev.cliprange.source.SourceIndexes.IndexPart;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tiles of a clip's storyboard, which players of HLS show while a viewer seeks.
 *
 * @param timesUs in the source, in order; at least one
 */
record ClipTiles(TileSize size, List<Long> timesUs) {

    private static final String ID = "storyboard";
    /** The folders of the playlist, up to those of the clip. */
    private static final String UP = "../../../../";

    private static final String UP_FROM_COPY = "../" + UP;
    private static final int SHEET_BYTES = 4_096;

    ClipTiles {
        timesUs = List.copyOf(timesUs);
    }

    /** Returns the tiles that {@code preview} makes for a clip; empty if there is none. */
    static Optional<ClipTiles> of(SourceMedia media, IndexPart part, TimeRange range) {
        List<Long> times = part.pages().stream()
                .flatMap(page -> TilePlanner.timesUs(page).stream())
                .filter(range::contains)
                .toList();
        return Optional.ofNullable(media.video())
                .filter(video -> !times.isEmpty())
                .map(video -> new ClipTiles(TileSize.of(video.width(), video.height(), video.rotation()), times));
    }

    /**
     * Returns the rendition. The first tile is shown from the start of the stream, and the last one to its end.
     *
     * @param version names the storyboard
     */
    ImageRendition rendition(TimeRange shown, boolean copy, String version) {
        var sheets = new ArrayList<ImageSheet>();
        for (int from = 0; from < timesUs.size(); from += TileSize.PER_SHEET) {
            int to = Math.min(timesUs.size(), from + TileSize.PER_SHEET);
            int columns = Math.min(TileSize.COLUMNS, to - from);
            long startUs = from == 0 ? shown.startUs() : timesUs.get(from);
            long endUs = to == timesUs.size() ? shown.endUs() : timesUs.get(to);
            String name = version + (from == 0 ? "" : "-" + (from / TileSize.PER_SHEET + 1)) + ".jpg";
            sheets.add(new ImageSheet(
                    (copy ? UP_FROM_COPY : UP) + "storyboard/" + name,
                    columns,
                    (to - from + columns - 1) / columns,
                    Math.max(1, endUs - startUs),
                    SHEET_BYTES + (long) (to - from) * size.width() * size.height()));
        }
        return new ImageRendition(
                ID, size.width(), size.height(), Math.max(1, shown.durationUs() / timesUs.size()), sheets);
    }
}
