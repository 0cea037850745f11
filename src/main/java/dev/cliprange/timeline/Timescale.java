package dev.cliprange.timeline;

import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Units per second of a track or a movie, and the way between its ticks and microseconds.
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
     * The microsecond a tick lies in: rounded down, also below zero.
     *
     * @throws ArithmeticException if the result does not fit a long
     */
    public long toUs(long ticks) {
        return rescale(ticks, MICROSECONDS_PER_SECOND, ticksPerSecond, RoundingMode.FLOOR);
    }

    /**
     * The first tick at or behind the start of a microsecond: {@code toUs(t) < us} for each tick before it.
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
     * Ticks of another timescale, in ticks of this one.
     *
     * @throws ArithmeticException if the result does not fit a long
     */
    public long fromTicks(long ticks, Timescale other, RoundingMode rounding) {
        return rescale(ticks, ticksPerSecond, other.ticksPerSecond, rounding);
    }

    /**
     * {@code value * multiplier / divisor}, exact before the one rounding.
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
