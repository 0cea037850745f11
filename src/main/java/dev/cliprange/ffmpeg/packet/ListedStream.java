package dev.cliprange.ffmpeg.packet;

import dev.cliprange.timeline.FrameRate;
import dev.cliprange.timeline.FrameTable;
import dev.cliprange.timeline.FrameTableWriter;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One stream of a {@link PacketListing}, in a few numbers for any number of packets. Times are in its time base. */
public final class ListedStream {

    /** Packet flags of libavcodec. */
    public static final int KEY = 1;

    private static final int DISCARD = 4;
    private static final int FIRST_KEYS = 3;

    /** The share of frames that may be missing from an evenly spaced stream. */
    private static final double MISSING_FRAMES = 0.1;

    private static final List<FrameRate> USUAL_RATES = List.of(
            new FrameRate(24_000, 1_001),
            new FrameRate(24, 1),
            new FrameRate(25, 1),
            new FrameRate(30_000, 1_001),
            new FrameRate(30, 1),
            new FrameRate(48_000, 1_001),
            new FrameRate(48, 1),
            new FrameRate(50, 1),
            new FrameRate(60_000, 1_001),
            new FrameRate(60, 1),
            new FrameRate(100, 1),
            new FrameRate(120_000, 1_001),
            new FrameRate(120, 1),
            new FrameRate(15_000, 1_001),
            new FrameRate(15, 1),
            new FrameRate(25, 2),
            new FrameRate(12_000, 1_001),
            new FrameRate(12, 1),
            new FrameRate(10, 1),
            new FrameRate(5, 1),
            new FrameRate(1, 1));

    /**
     * A keyframe.
     *
     * @param us its presentation time
     * @param decodeUs its decode time, which is earlier if frames are reordered
     */
    public record Keyframe(long us, long decodeUs) {}

    public String mediaType = "";
    public String codec = "";
    public int width;
    public int height;
    public int sampleRate;

    private long numerator = 1;
    private long denominator = 1_000_000;
    private long packets;
    private long keyPackets;
    private long timeless;
    private long firstTicks = Long.MAX_VALUE;
    private long lastTicks = Long.MIN_VALUE;
    private long lastDuration;
    private long endTicks = Long.MIN_VALUE;
    private long lastKeyTicks = Long.MIN_VALUE;
    private long longestKeyIntervalTicks;
    private final List<Keyframe> firstKeys = new ArrayList<>();
    private final FrameTableWriter frames = new FrameTableWriter();

    public void timeBase(String fraction) {
        int slash = fraction.indexOf('/');
        numerator = Long.parseLong(fraction, 0, slash, 10);
        denominator = Long.parseLong(fraction, slash + 1, fraction.length(), 10);
    }

    void dimensions(String text) {
        int times = text.indexOf('x');
        width = Integer.parseInt(text, 0, times, 10);
        height = Integer.parseInt(text, times + 1, text.length(), 10);
    }

    public void add(long decodeTicks, long presentationTicks, long durationTicks, int flags) {
        if ((flags & DISCARD) != 0) {
            return;
        }
        long ticks = presentationTicks == Long.MIN_VALUE ? decodeTicks : presentationTicks;
        packets++;
        timeless += presentationTicks == Long.MIN_VALUE ? 1 : 0;
        firstTicks = Math.min(firstTicks, ticks);
        if (video()) {
            frames.add(us(ticks), (flags & KEY) != 0);
        }
        if (ticks > lastTicks) {
            lastTicks = ticks;
            lastDuration = durationTicks;
        }
        endTicks = Math.max(endTicks, ticks + durationTicks);
        if ((flags & KEY) != 0) {
            if (keyPackets > 0) {
                longestKeyIntervalTicks = Math.max(longestKeyIntervalTicks, ticks - lastKeyTicks);
            }
            keyPackets++;
            lastKeyTicks = ticks;
            if (firstKeys.size() < FIRST_KEYS) {
                firstKeys.add(new Keyframe(us(ticks), us(decodeTicks)));
            }
        }
    }

    public boolean video() {
        return mediaType.equals("video");
    }

    public long packets() {
        return packets;
    }

    /** Packets without a presentation time. Their decode times are guesses. */
    public long timeless() {
        return timeless;
    }

    public boolean allKey() {
        return packets > 0 && keyPackets == packets;
    }

    /** Presentation time of the last packet that is a keyframe, in microseconds; empty: none. */
    public Optional<Long> lastKeyUs() {
        return keyPackets == 0 ? Optional.empty() : Optional.of(us(lastKeyTicks));
    }

    /** The first packets that are keyframes, at most {@value #FIRST_KEYS}. */
    public List<Keyframe> firstKeys() {
        return List.copyOf(firstKeys);
    }

    /** The time of the first packet, in microseconds; 0 without any. */
    public long firstUs() {
        return packets == 0 ? 0 : us(firstTicks);
    }

    /** The time of each frame; empty without video, or if there are more frames than can be held. */
    public Optional<FrameTable> frameTable() {
        return video() ? frames.finish(endUs()) : Optional.empty();
    }

    /** The end of the last packet that is shown, in microseconds. */
    public long endUs() {
        if (packets == 0) {
            return 0;
        }
        // Some containers have no frame durations, and FFmpeg writes one tick.
        long mean = packets > 1 ? (lastTicks - firstTicks) / (packets - 1) : 0;
        boolean guessed = video() && lastDuration <= 1 && lastDuration * 2 < mean;
        return us(guessed ? lastTicks + mean : endTicks);
    }

    /** The longest time from one keyframe to the next, or from the last one to the end. */
    public long longestKeyIntervalUs() {
        return keyPackets == 0 ? endUs() : Math.max(us(longestKeyIntervalTicks), endUs() - us(lastKeyTicks));
    }

    /**
     * The usual rate that gives these times within two ticks over the whole stream. Otherwise the usual rate that
     * FFmpeg reports, if that is near the mean (some frames are missing). Otherwise exactly the mean.
     *
     * @param reported frames per second as FFmpeg prints them, with two decimals
     */
    public FrameRate frameRate(double reported) {
        long intervals = packets - 1;
        long span = lastTicks - firstTicks;
        if (intervals < 1 || span < 1) {
            return nearestUsual(reported);
        }
        return USUAL_RATES.stream()
                .filter(rate -> Math.abs(span - ticksOf(rate, intervals)) <= 2)
                .min(Comparator.<FrameRate>comparingLong(rate -> Math.abs(span - ticksOf(rate, intervals)) / 2)
                        .thenComparingDouble(rate -> Math.abs(perSecond(rate) - reported)))
                .orElseGet(() -> meanFrameRate(
                        new FrameRate(Math.multiplyExact(intervals, denominator), Math.multiplyExact(span, numerator)),
                        reported));
    }

    private static FrameRate meanFrameRate(FrameRate mean, double reported) {
        FrameRate usual = nearestUsual(reported);
        boolean same = Math.abs(perSecond(usual) - reported) < 0.006
                && Math.abs(perSecond(mean) - reported) < reported * MISSING_FRAMES;
        return same ? usual : mean;
    }

    private long ticksOf(FrameRate rate, long intervals) {
        return Timescale.rescale(
                Math.multiplyExact(intervals, rate.denominator()),
                denominator,
                Math.multiplyExact(rate.numerator(), numerator),
                RoundingMode.HALF_UP);
    }

    private static FrameRate nearestUsual(double reported) {
        return USUAL_RATES.stream()
                .min(Comparator.comparingDouble(rate -> Math.abs(perSecond(rate) - reported)))
                .orElseThrow();
    }

    private static double perSecond(FrameRate rate) {
        return (double) rate.numerator() / rate.denominator();
    }

    long us(long ticks) {
        return Timescale.rescale(ticks, Math.multiplyExact(1_000_000L, numerator), denominator, RoundingMode.FLOOR);
    }
}
