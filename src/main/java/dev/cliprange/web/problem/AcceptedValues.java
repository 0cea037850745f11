package dev.cliprange.web.problem;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.cliprange.timeline.TimePoint;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes the values that a field or a parameter accepts. */
final class AcceptedValues {

    private AcceptedValues() {}

    /** Returns one sentence, such as "Expected an integer, 1 to 500." */
    static String of(Class<?> type, AnnotatedElement constraints) {
        return "Expected " + noun(type)
                + limits(constraints).map(it -> ", " + it).orElse("") + ".";
    }

    /** Returns one sentence about the accepted values of a type. */
    static String of(Class<?> type) {
        return "Expected " + noun(type) + ".";
    }

    private static String noun(Class<?> type) {
        if (TimePoint.class.isAssignableFrom(type)) {
            return "a time: a number of seconds such as 12.5, \"HH:MM:SS.mmm\", or {\"frame\": 375}";
        }
        if (type == UUID.class) {
            return "a UUID, such as 3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b";
        }
        if (type.isEnum()) {
            return "one of " + names(type).collect(Collectors.joining(", "));
        }
        if (List.of(int.class, Integer.class, long.class, Long.class).contains(type)) {
            return "an integer";
        }
        if (type == BigDecimal.class || type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a string";
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    private static Stream<String> names(Class<?> type) {
        Optional<Method> name = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonValue.class))
                .findFirst();
        return Stream.ofNullable(type.getEnumConstants())
                .flatMap(Arrays::stream)
                .map(it -> "'" + name.map(method -> invoke(method, it)).orElseGet(it::toString) + "'");
    }

    private static String invoke(Method method, Object constant) {
        try {
            method.setAccessible(true);
            return String.valueOf(method.invoke(constant));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the limits of a number; empty if there are none. */
    private static Optional<String> limits(AnnotatedElement constraints) {
        Optional<Long> least = find(constraints, Positive.class)
                .map(it -> 1L)
                .or(() -> find(constraints, PositiveOrZero.class).map(it -> 0L))
                .or(() -> find(constraints, Min.class).map(Min::value));
        Optional<Long> most = find(constraints, Max.class).map(Max::value);
        return least.isPresent() && most.isPresent()
                ? Optional.of(least.get() + " to " + most.get())
                : least.map(it -> "at least " + it).or(() -> most.map(it -> "at most " + it));
    }

    private static <A extends Annotation> Optional<A> find(AnnotatedElement constraints, Class<A> type) {
        return Optional.ofNullable(constraints.getAnnotation(type));
    }
}
