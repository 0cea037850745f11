package dev.cliprange.ffmpeg.transcode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * Reads standard error of FFmpeg with {@code -progress pipe:2}, in which lines of errors are mixed with those of the
 * progress. Used by one thread, and read after it has ended.
 */
final class ProgressLines {

    private static final String TIME = "out_time_us=";
    private static final Pattern PROGRESS = Pattern.compile("[a-z0-9_]+=\\s*\\S*");
    private static final int KEPT = 8;

    private final LongConsumer progress;
    private final Deque<String> others = new ArrayDeque<>();
    private long greatestUs;

    /** @param progress receives the time of the output in microseconds, whenever it has increased */
    ProgressLines(LongConsumer progress) {
        this.progress = progress;
    }

    void accept(String line) {
        if (line.startsWith(TIME)) {
            acceptTime(line.substring(TIME.length()).strip());
        } else if (!PROGRESS.matcher(line).matches()) {
            if (others.size() == KEPT) {
                others.removeFirst();
            }
            others.addLast(line);
        }
    }

    /** The last lines that are no progress, in one, for the log only. */
    String text() {
        return String.join(" | ", others);
    }

    /** It is {@code N/A} or a large negative number before the first packet. */
    private void acceptTime(String time) {
        if (time.matches("[0-9]{1,18}")) {
            long us = Long.parseLong(time);
            if (us > greatestUs) {
                greatestUs = us;
                progress.accept(us);
            }
        }
    }
}
