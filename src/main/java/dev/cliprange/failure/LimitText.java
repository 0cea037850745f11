package dev.cliprange.failure;

import java.math.BigDecimal;
import java.time.Duration;

/** Writes the limits that the text of a failure names. */
public final class LimitText {

    private static final int MILLISECOND_DECIMALS = 3;

    private LimitText() {}

    /** Returns seconds with up to three decimals and their unit: "60 s", "0.5 s". */
    public static String seconds(Duration limit) {
        BigDecimal seconds =
                BigDecimal.valueOf(limit.toMillis(), MILLISECOND_DECIMALS).stripTrailingZeros();
        return seconds.toPlainString() + " s";
    }
}
