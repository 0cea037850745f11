package dev.cliprange.failure;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The chain of causes of an exception. */
public final class Causes {

    /** A chain can have a cycle. Nested beans add one exception for each level. */
    private static final int MAX_DEPTH = 50;

    private Causes() {}

    /** Returns the exception and its causes, outermost first, at most 50. */
    public static Stream<Throwable> of(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(MAX_DEPTH);
    }

    /** Returns the outermost exception of a type in the chain; empty if there is none. */
    public static <T> Optional<T> find(Throwable error, Class<T> type) {
        return of(error).filter(type::isInstance).map(type::cast).findFirst();
    }
}
