package dev.cliprange.web;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Converts microseconds to the JSON numbers of the HTTP contract: seconds with up to six decimals. */
public final class Seconds {

    private static final int DECIMALS = 6;
    private static final int MAX_DIGITS_BEFORE_POINT = 12;

    private Seconds() {}

    /** Returns seconds without trailing zeros and without an exponent: 12, 12.5, 0.033366. */
    public static BigDecimal of(long us) {
        BigDecimal seconds = BigDecimal.valueOf(us, DECIMALS).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0, RoundingMode.UNNECESSARY) : seconds;
    }

    /**
     * Returns the microseconds of a number of seconds, rounded half up.
     *
     * @throws ArithmeticException if the result does not fit a long
     */
    public static long toUs(BigDecimal seconds) {
        // The conversion would expand a huge exponent to all its digits.
        long digitsBeforePoint = (long) seconds.precision() - seconds.scale();
        if (digitsBeforePoint > MAX_DIGITS_BEFORE_POINT) {
            throw new ArithmeticException(
                    "seconds: " + digitsBeforePoint + " digits before the point (expected: <= 12)");
        }
        if (digitsBeforePoint < -DECIMALS) {
            return 0;
        }
        return seconds.setScale(DECIMALS, RoundingMode.HALF_UP).unscaledValue().longValueExact();
    }
}
