package dev.cliprange.bench;

import java.util.List;
import java.util.stream.IntStream;

/** The lengths of the two sources. */
enum Length {
    TEN_MINUTES("10 min", 600.6, 70),
    TWO_HOURS("2 h", 7207.2, 840);

    private static final int CLIPS = 8;
    private static final double FIRST_START = 41.5;

    private final String text;
    private final double seconds;
    private final double secondsBetweenStarts;

    Length(String text, double seconds, double secondsBetweenStarts) {
        this.text = text;
        this.seconds = seconds;
        this.secondsBetweenStarts = secondsBetweenStarts;
    }

    /** The length as reports show it. */
    String text() {
        return text;
    }

    double seconds() {
        return seconds;
    }

    /** The starts of the clips in seconds, spread over the source. None is at a keyframe. */
    List<Double> starts() {
        return IntStream.range(0, CLIPS)
                .mapToObj(i -> FIRST_START + i * secondsBetweenStarts)
                .toList();
    }
}
