package dev.cliprange.web;

import dev.cliprange.timeline.TimePoint;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.jackson.JacksonComponent;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads the three forms of a time point in the HTTP contract: {@code 12.5}, {@code "00:00:12.500"}, {@code {"frame":
 * 375}}.
 */
@JacksonComponent
class TimePointDeserializer extends ValueDeserializer<TimePoint> {

    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,5}):)?([0-5]?\\d):([0-5]?\\d(?:\\.\\d{1,6})?)");

    @Override
    public TimePoint deserialize(JsonParser parser, DeserializationContext context) {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> atTime(parser.getDecimalValue(), context);
            case VALUE_STRING -> atClock(parser.getString(), context);
            case START_OBJECT -> atFrame(parser, context);
            default -> context.reportInputMismatch(TimePoint.class, "not a time");
        };
    }

    private static TimePoint atTime(BigDecimal seconds, DeserializationContext context) {
        try {
            return new TimePoint.AtTime(Seconds.toUs(seconds));
        } catch (ArithmeticException e) {
            return context.reportInputMismatch(TimePoint.class, "not a time");
        }
    }

    private static TimePoint atClock(String text, DeserializationContext context) {
        Matcher clock = CLOCK.matcher(text);
        if (!clock.matches()) {
            return context.reportInputMismatch(TimePoint.class, "not a time");
        }
        long hours = clock.group(1) == null ? 0 : Long.parseLong(clock.group(1));
        long minutes = hours * 60 + Long.parseLong(clock.group(2));
        return new TimePoint.AtTime(minutes * 60_000_000 + Seconds.toUs(new BigDecimal(clock.group(3))));
    }

    private static TimePoint atFrame(JsonParser parser, DeserializationContext context) {
        boolean wellFormed = parser.nextToken() == JsonToken.PROPERTY_NAME
                && "frame".equals(parser.currentName())
                && parser.nextToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!wellFormed) {
            return context.reportInputMismatch(TimePoint.class, "not a time");
        }
        long number = parser.getLongValue();
        if (parser.nextToken() != JsonToken.END_OBJECT) {
            return context.reportInputMismatch(TimePoint.class, "not a time");
        }
        return new TimePoint.AtFrame(number);
    }
}
