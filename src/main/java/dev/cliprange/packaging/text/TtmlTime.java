package dev.cliprange.packaging.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads time expressions (TTML 2, 12.3.1).
 *
 * @param frameRate frames per second, with the multiplier
 * @param tickRate ticks per second
 */
record TtmlTime(BigDecimal frameRate, BigDecimal tickRate) {

    private static final Pattern CLOCK = Pattern.compile("(?<hours>[0-9]{2,9}):(?<minutes>[0-9]{2}):(?<seconds>[0-9]{2}"
            + "(?:\\.[0-9]{1,9})?)(?::(?<frames>[0-9]{2,9})(?:\\.[0-9]+)?)?");
    private static final Pattern OFFSET =
            Pattern.compile("(?<count>[0-9]{1,12}(?:\\.[0-9]{1,9})?)(?<metric>ms|[hmsft])");
    private static final Pattern MULTIPLIER = Pattern.compile("([0-9]{1,9}) +([0-9]{1,9})");
    private static final Pattern RATE = Pattern.compile("[0-9]{0,9}[1-9][0-9]{0,9}");

    private static final BigDecimal MINUTE = BigDecimal.valueOf(60);
    private static final BigDecimal HOUR = BigDecimal.valueOf(3600);
    private static final BigDecimal MICROSECONDS = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MILLISECONDS = BigDecimal.valueOf(1_000);
    private static final BigDecimal DEFAULT_FRAME_RATE = BigDecimal.valueOf(30);

    /**
     * Returns the rates of a document. What is missing or unreadable has its default.
     *
     * @param frameRate of the attribute {@code ttp:frameRate}, or empty; likewise the others
     */
    static TtmlTime of(String frameRate, String multiplier, String tickRate) {
        boolean hasFrames = RATE.matcher(frameRate).matches();
        BigDecimal frames = hasFrames ? new BigDecimal(frameRate) : DEFAULT_FRAME_RATE;
        Matcher factor = MULTIPLIER.matcher(multiplier);
        if (factor.matches()
                && RATE.matcher(factor.group(1)).matches()
                && RATE.matcher(factor.group(2)).matches()) {
            frames = frames.multiply(new BigDecimal(factor.group(1)))
                    .divide(new BigDecimal(factor.group(2)), MathContext.DECIMAL64);
        }
        BigDecimal ticks =
                RATE.matcher(tickRate).matches() ? new BigDecimal(tickRate) : hasFrames ? frames : BigDecimal.ONE;
        return new TtmlTime(frames, ticks);
    }

    /** Returns microseconds; empty if the text is no time expression. */
    Optional<Long> us(String text) {
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            BigDecimal seconds = new BigDecimal(clock.group("hours"))
                    .multiply(HOUR)
                    .add(new BigDecimal(clock.group("minutes")).multiply(MINUTE))
                    .add(new BigDecimal(clock.group("seconds")));
            String frames = clock.group("frames");
            return us(frames == null ? seconds : seconds.add(divide(frames, frameRate)));
        }
        Matcher offset = OFFSET.matcher(text);
        if (!offset.matches()) {
            return Optional.empty();
        }
        String count = offset.group("count");
        return switch (offset.group("metric")) {
            case "h" -> us(new BigDecimal(count).multiply(HOUR));
            case "m" -> us(new BigDecimal(count).multiply(MINUTE));
            case "s" -> us(new BigDecimal(count));
            case "ms" -> us(divide(count, MILLISECONDS));
            case "f" -> us(divide(count, frameRate));
            default -> us(divide(count, tickRate));
        };
    }

    private static BigDecimal divide(String count, BigDecimal rate) {
        return new BigDecimal(count).divide(rate, MathContext.DECIMAL64);
    }

    /** The numbers of an expression are short, so the result fits. */
    private static Optional<Long> us(BigDecimal seconds) {
        return Optional.of(
                seconds.multiply(MICROSECONDS).setScale(0, RoundingMode.HALF_UP).longValueExact());
    }
}
