package dev.cliprange.preview;

import dev.cliprange.slice.precise.TileSize;
import dev.cliprange.timeline.TimeRange;
import java.util.List;
import java.util.Locale;

/** Writes the cues of a storyboard: WebVTT with the part of a sheet as a media fragment ({@code #xywh}). */
final class StoryboardCues {

    private StoryboardCues() {}

    /**
     * Returns the file. Times count from the clip's start. Each tile is shown up to the next one, the first one from the
     * start, and the last one to the end.
     *
     * @param timesUs of the tiles, in order; if there is none, the only sheet is one picture
     */
    static String write(TimeRange range, String version, TileSize size, List<Long> timesUs) {
        int cues = Math.max(1, timesUs.size());
        var text = new StringBuilder("WEBVTT\n");
        for (int i = 0; i < cues; i++) {
            long fromUs = i == 0 ? 0 : timesUs.get(i) - range.startUs();
            long toUs = i + 1 < cues ? timesUs.get(i + 1) - range.startUs() : range.durationUs();
            int sheet = i / TileSize.PER_SHEET;
            int place = i % TileSize.PER_SHEET;
            text.append('\n')
                    .append(time(fromUs))
                    .append(" --> ")
                    .append(time(toUs))
                    .append('\n');
            text.append(version).append(sheet == 0 ? "" : "-" + (sheet + 1)).append(".jpg#xywh=");
            text.append(place % TileSize.COLUMNS * size.width()).append(',');
            text.append(place / TileSize.COLUMNS * size.height()).append(',');
            text.append(size.width()).append(',').append(size.height()).append('\n');
        }
        return text.toString();
    }

    /** Formats a time, as {@code 00:00:12.500}. The hours may have more digits. */
    private static String time(long us) {
        long milliseconds = Math.round(us / 1_000.0);
        long seconds = milliseconds / 1_000;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60,
                milliseconds % 1_000);
    }
}
