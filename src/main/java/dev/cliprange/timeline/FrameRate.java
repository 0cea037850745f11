package dev.cliprange.timeline;

import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Frames per second as a fraction in lowest terms. For example, 29.97 is exactly 30000/1001.
 *
 * @param numerator at least 1
 * @param denominator at least 1
 */
public record FrameRate(long numerator, long denominator) {

    private static final long MICROSECONDS_PER_SECOND = 1_000_000;

    /** @throws IllegalArgumentException if one of the two is not positive */
    public FrameRate {
        if (numerator < 1 || denominator < 1) {
            throw new IllegalArgumentException(
                    "frame rate: " + numerator + "/" + denominator + " (expected: positive numbers)");
        }
        long divisor = BigInteger.valueOf(numerator)
                .gcd(BigInteger.valueOf(denominator))
                .longValueExact();
        numerator /= divisor;
        denominator /= divisor;
    }

    /** Returns the time of a frame on a constant grid that begins at 0, in microseconds, rounded down. */
    public long frameUs(long frame) {
        return Timescale.rescale(
                frame, Math.multiplyExact(MICROSECONDS_PER_SECOND, denominator), numerator, RoundingMode.FLOOR);
    }

    /** Returns the number of the frame whose start is nearest to the time, on a constant grid that begins at 0. */
    public long nearestFrame(long timeUs) {
        return Timescale.rescale(
                timeUs, numerator, Math.multiplyExact(MICROSECONDS_PER_SECOND, denominator), RoundingMode.HALF_UP);
    }

    /** Returns the form {@code 30000/1001}. */
    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }

    /** @throws IllegalArgumentException if the text is not two positive whole numbers with a slash between them */
    public static FrameRate parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("frame rate: " + text + " (expected: <numerator>/<denominator>)");
        }
        return new FrameRate(Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }
}
