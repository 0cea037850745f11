package dev.cliprange.ffmpeg.packet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds jumps in the times of a source, as in files that were joined. FFmpeg seeks by the times of the container, so it
 * cannot reach what follows a jump back, and it closes long jumps forward.
 */
public final class TimeJumps {

    /** FFmpeg's own threshold for transport streams. */
    private static final long FORWARD_US = 10_000_000;

    /** A shorter jump is an error of the writer, and FFmpeg moves those packets. */
    private static final long BACK_US = 1_000_000;

    /** FFmpeg 4 and 5 name the stream after these words, later versions before them. */
    private static final Pattern BACK = Pattern.compile(
            "ost#0:(\\d+)[^\\]]*] Non-monotonic DTS|Non-monoton(?:ous|ic) DTS in output stream 0:(\\d+)");

    private static final Pattern TIMES = Pattern.compile("previous: (-?\\d+), current: (-?\\d+)");

    private long latestUs = Long.MIN_VALUE;
    private OptionalLong forwardAtUs = OptionalLong.empty();

    /** The longest jump back of each output stream, in its ticks. */
    private final Map<Integer, Long> backTicks = new HashMap<>();

    /** @param decodeUs of the next packet of any stream, in file order */
    void acceptPacket(long decodeUs) {
        if (forwardAtUs.isEmpty() && latestUs != Long.MIN_VALUE && decodeUs - latestUs > FORWARD_US) {
            forwardAtUs = OptionalLong.of(latestUs);
        }
        latestUs = Math.max(latestUs, decodeUs);
    }

    /** Takes a line of stderr. The listing itself does not show times that go back. */
    public synchronized void acceptStderr(String line) {
        Matcher back = BACK.matcher(line);
        Matcher times = TIMES.matcher(line);
        if (!back.find() || !times.find()) {
            return;
        }
        int stream = Integer.parseInt(Optional.ofNullable(back.group(1)).orElseGet(() -> back.group(2)));
        try {
            long ticks = Math.subtractExact(Long.parseLong(times.group(1)), Long.parseLong(times.group(2)));
            backTicks.merge(stream, ticks, Math::max);
        } catch (ArithmeticException | NumberFormatException far) {
            backTicks.put(stream, Long.MAX_VALUE / 1_000_000);
        }
    }

    /** The first jump forward by more than ten seconds in all streams. */
    public OptionalLong forwardAtUs() {
        return forwardAtUs;
    }

    /** The first output stream whose times go back by more than a second. */
    public synchronized Optional<Integer> goesBack(SortedMap<Integer, ListedStream> streams) {
        return streams.entrySet().stream()
                .filter(stream -> stream.getValue().us(backTicks.getOrDefault(stream.getKey(), 0L)) > BACK_US)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
