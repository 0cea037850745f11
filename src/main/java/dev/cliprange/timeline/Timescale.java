package dev.cliprange.timeline;

import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The ticks per second of a track or a movie. Converts between ticks and microseconds.
 *
 * @param ticksPerSecond at least 1, at most 2^32 - 1 (ISO/IEC 14496-12, 8.4.2.3)
 */
public record Timescale(long ticksPerSecond) {

    private static final long MICROSECONDS_PER_SECOND = 1_000_000;

    /** @throws IllegalArgumentException if the number of ticks does not fit an unsigned 32-bit field or is 0 */
    public Timescale {
        if (ticksPerSecond < 1 || ticksPerSecond > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("ticksPerSecond: " + ticksPerSecond + " (expected: 1..4294967295)");
        }
    }

    /**
     * Returns the microsecond that contains a tick. It is rounded down, also for negative values.
     *
     * @throws ArithmeticException if the result does not fit a long
     */
    public long toUs(long ticks) {
        return rescale(ticks, MICROSECONDS_PER_SECOND, ticksPerSecond, RoundingMode.FLOOR);
    }

    /**
     * Returns the first tick at or after the start of a microsecond. Every earlier tick {@code t} has {@code toUs(t) <
     * us}.
     *
     * @throws ArithmeticException if the result does not fit a long
     */
    public long toTicksCeiling(long us) {
        return rescale(us, ticksPerSecond, MICROSECONDS_PER_SECOND, RoundingMode.CEILING);
    }

    /** @throws ArithmeticException if the result does not fit a long */
    public long toTicks(long us, RoundingMode rounding) {
        return rescale(us, ticksPerSecond, MICROSECONDS_PER_SECOND, rounding);
    }

    /**
     * Converts ticks of another timescale to this one.
     *
     * @throws ArithmeticException if the result does not fit a long
     */
    public long fromTicks(long ticks, Timescale other, RoundingMode rounding) {
        return rescale(ticks, ticksPerSecond, other.ticksPerSecond, rounding);
    }

    /**
     * Returns {@code value * multiplier / divisor}. Only the result is rounded.
     *
     * @param divisor greater than 0
     * @throws ArithmeticException if the result does not fit a long
     */
    public static long rescale(long value, long multiplier, long divisor, RoundingMode rounding) {
        long high = Math.multiplyHigh(value, multiplier);
        long low = value * multiplier;
        if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
            return divide(low, divisor, rounding);
        }
        BigInteger[] parts = BigInteger.valueOf(value)
                .multiply(BigInteger.valueOf(multiplier))
                .divideAndRemainder(BigInteger.valueOf(divisor));
        long remainder = parts[1].longValueExact();
        return Math.addExact(parts[0].longValueExact(), divide(remainder, divisor, rounding));
    }

    private static long divide(long value, long divisor, RoundingMode rounding) {
        return switch (rounding) {
            case FLOOR -> Math.floorDiv(value, divisor);
            case CEILING -> Math.ceilDiv(value, divisor);
            case HALF_UP -> {
                long floor = Math.floorDiv(value, divisor);
                long remainder = value - floor * divisor;
                yield remainder >= divisor - remainder ? floor + 1 : floor;
            }
            case UP, DOWN, HALF_DOWN, HALF_EVEN, UNNECESSARY ->
                throw new IllegalArgumentException("rounding: " + rounding + " (expected: FLOOR, CEILING or HALF_UP)");
        };
    }
}
