package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a body whose values the services check. Services do not know the names of fields: an entry point adds
 * them to the failure.
 */
public final class RequestFields {

    /** The failures that a value of the request causes. */
    private static final Set<Failure> OF_VALUES = EnumSet.of(
            Failure.REQUEST_INVALID,
            Failure.RANGE_OUTSIDE_SOURCE,
            Failure.RANGE_EMPTY,
            Failure.SOURCE_NOT_ALLOWED,
            Failure.SOURCE_NOT_FOUND);

    private record Field(String pointer, Object value) {}

    private final List<Field> fields = new ArrayList<>();

    /** Adds a field; null if the body does not have it. */
    public RequestFields add(String name, @Nullable Object value) {
        if (value != null) {
            fields.add(new Field("/" + name, value));
        }
        return this;
    }

    /** Adds the elements of an array. */
    public RequestFields addAll(String name, List<?> values) {
        for (int i = 0; i < values.size(); i++) {
            add(name + "/" + i, values.get(i));
        }
        return this;
    }

    /**
     * Returns a failure with the fields that caused it: those with the value that the failure names, or all fields if
     * it names none. Another failure is returned unchanged.
     */
    public FailureException name(FailureException failure) {
        if (!OF_VALUES.contains(failure.failure()) || failure.properties().containsKey(FailureException.ERRORS)) {
            return failure;
        }
        Optional<Object> value = failure.value();
        List<InvalidInput.Field> wrong = fields.stream()
                .filter(field -> value.map(field.value()::equals).orElse(true))
                .map(field -> new InvalidInput.Field(field.pointer(), failure.detail()))
                .toList();
        return wrong.isEmpty() ? failure : failure.withErrors(wrong);
    }
}
