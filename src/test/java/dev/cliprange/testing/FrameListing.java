package dev.cliprange.testing;

import dev.cliprange.timeline.Timescale;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** FFmpeg's {@code framemd5} and {@code framecrc} text: a header, then one line for each decoded frame of one stream. */
record FrameListing(long ticksFactor, Timescale timescale, List<Line> lines) {

    /** Times and duration in the header's time base, of {@code ticksFactor / timescale} seconds. */
    record Line(long presentationTime, long duration, long sizeBytes, String hash) {}

    private static final Pattern TIME_BASE = Pattern.compile("#tb 0: (\\d+)/(\\d+)");
    private static final int PRESENTATION_TIME = 2;
    private static final int DURATION = 3;
    private static final int SIZE = 4;
    private static final int HASH = 5;

    static FrameListing parse(String text) {
        Matcher timeBase = TIME_BASE.matcher(text);
        if (!timeBase.find()) {
            throw new IllegalStateException("no time base in FFmpeg's frame listing: " + text);
        }
        List<Line> lines = text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\\s*,\\s*"))
                .map(field -> new Line(
                        Long.parseLong(field[PRESENTATION_TIME]),
                        Long.parseLong(field[DURATION]),
                        Long.parseLong(field[SIZE]),
                        field[HASH]))
                .toList();
        return new FrameListing(
                Long.parseLong(timeBase.group(1)), new Timescale(Long.parseLong(timeBase.group(2))), lines);
    }

    Stream<Frame> frames() {
        return lines.stream().map(line -> new Frame(line.presentationTime * ticksFactor, timescale, line.hash));
    }

    /** For audio, where one tick is one sample. */
    Pcm pcm(byte[] littleEndianFloats) {
        if (lines.isEmpty() || ticksFactor != 1) {
            throw new IllegalStateException("no samples, or a time base other than the sample rate: " + timescale);
        }
        long samples = lines.stream().mapToLong(Line::duration).sum();
        int channels = Math.toIntExact(littleEndianFloats.length / (Float.BYTES * samples));
        boolean contiguous = true;
        for (int i = 1; i < lines.size(); i++) {
            long gap = lines.get(i).presentationTime - lines.get(i - 1).presentationTime - lines.get(i - 1).duration;
            contiguous &= Math.abs(gap) <= 1;
        }
        return new Pcm(
                lines.getFirst().presentationTime,
                Math.toIntExact(timescale.ticksPerSecond()),
                channels,
                contiguous,
                littleEndianFloats);
    }
}
