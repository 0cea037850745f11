package dev.cliprange.web.problem;

import dev.cliprange.failure.Causes;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.core.codec.DecodingException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Names the field of a body that cannot be read. The details contain no value of the request. */
final class BodyFailures {

    private static final String OBJECT = "Expected one JSON object in UTF-8.";
    private static final int MAX_NAME_CHARACTERS = 100;

    private BodyFailures() {}

    static FailureException of(DecodingException error) {
        return FailureException.invalid(Causes.find(error, UnrecognizedPropertyException.class)
                .map(BodyFailures::unknown)
                .or(() -> Causes.find(error, MismatchedInputException.class).map(BodyFailures::mismatch))
                .or(() -> Causes.find(error, StreamReadException.class).map(BodyFailures::unreadable))
                .or(() -> Causes.find(error, DatabindException.class)
                        .map(e -> new InvalidInput.Field(pointer(e), "Its value is not accepted.")))
                .orElseGet(() -> new InvalidInput.Field("", OBJECT)));
    }

    private static InvalidInput.Field unknown(UnrecognizedPropertyException error) {
        String known = Objects.requireNonNullElse(error.getKnownPropertyIds(), List.of()).stream()
                .map(name -> "'" + name + "'")
                .sorted()
                .collect(Collectors.joining(", "));
        return new InvalidInput.Field(pointer(error), "This field is unknown (expected: " + known + ").");
    }

    private static InvalidInput.Field mismatch(MismatchedInputException error) {
        if (error.getPath().isEmpty()) {
            return new InvalidInput.Field("", OBJECT);
        }
        Class<?> type = error.getTargetType();
        return new InvalidInput.Field(
                pointer(error), type == null ? "Its value is not accepted." : AcceptedValues.of(type));
    }

    /** A number that is too large for its field is reported as unreadable, too. */
    private static InvalidInput.Field unreadable(StreamReadException error) {
        return error.getPath().isEmpty()
                ? new InvalidInput.Field(
                        "",
                        "It is not valid JSON: line " + error.getLocation().getLineNr() + ", column "
                                + error.getLocation().getColumnNr() + ".")
                : new InvalidInput.Field(pointer(error), "Its value is not accepted.");
    }

    /** Returns the path of an exception as a JSON pointer. RFC 6901, 3 and 4. */
    private static String pointer(JacksonException error) {
        return error.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "/" + step.getIndex() : "/" + escaped(step.getPropertyName()))
                .collect(Collectors.joining());
    }

    /** A name that the client has invented may be as long as the body. */
    private static String escaped(String name) {
        String shown = name.length() > MAX_NAME_CHARACTERS ? name.substring(0, MAX_NAME_CHARACTERS) + "…" : name;
        return shown.replace("~", "~0").replace("/", "~1");
    }
}
