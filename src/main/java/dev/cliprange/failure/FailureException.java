package dev.cliprange.failure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is reported to the client. The client sees its message, which must not contain a signed URL, the
 * output of a program, or the text of another exception. Only upstream and internal failures have a stack trace. A
 * failure that is reported again from a cache is marked as {@link #remembered()}, because it was logged before.
 */
public final class FailureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Failure failure;
    /** The member of a problem that lists the invalid parts of the request. */
    public static final String ERRORS = "errors";

    /** The number of invalid parts that a problem lists at most. */
    private static final int MAX_ERRORS = 20;

    private final transient Map<String, Object> properties;
    private final transient @Nullable Object value;
    private final boolean remembered;

    /** @param detail one or two sentences for the person who made the request */
    public FailureException(Failure failure, String detail) {
        this(failure, detail, Map.of(), null, null, false);
    }

    /**
     * @param properties further members of the problem, by JSON name; a full {@code retryAfterSeconds} becomes a header
     */
    public FailureException(Failure failure, String detail, Map<String, Object> properties) {
        this(failure, detail, properties, null, null, false);
    }

    /** @param cause for the log only */
    public FailureException(Failure failure, String detail, @Nullable Throwable cause) {
        this(failure, detail, Map.of(), null, cause, false);
    }

    private FailureException(
            Failure failure,
            String detail,
            Map<String, Object> properties,
            @Nullable Object value,
            @Nullable Throwable cause,
            boolean remembered) {
        super(detail, cause, false, !remembered && hasStackTrace(failure.kind()));
        this.failure = failure;
        this.remembered = remembered;
        this.properties = Map.copyOf(properties);
        this.value = value;
    }

    /**
     * Returns the failure of a request with invalid parts. The detail describes the first one.
     *
     * @param errors at least one
     */
    public static FailureException invalid(List<? extends InvalidInput> errors) {
        InvalidInput first = errors.getFirst();
        String more = errors.size() == 1 ? "" : " 'errors' lists all invalid fields.";
        return new FailureException(Failure.REQUEST_INVALID, first.subject() + " is invalid. " + first.detail() + more)
                .withErrors(errors);
    }

    /** Returns the failure of a request with one invalid part. */
    public static FailureException invalid(InvalidInput error) {
        return invalid(List.of(error));
    }

    /** Returns this failure with the parts of the request that caused it; at most 20 are listed. */
    public FailureException withErrors(List<? extends InvalidInput> errors) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ERRORS, errors.stream().limit(MAX_ERRORS).toList());
        return new FailureException(failure, detail(), all, value, getCause(), remembered);
    }

    /** Returns this failure with the value of the request that caused it. The caller knows which field has the value. */
    public FailureException causedBy(Object requestValue) {
        return new FailureException(failure, detail(), properties, requestValue, getCause(), remembered);
    }

    /** The value of the request that caused this failure, if it is known. */
    public Optional<Object> value() {
        return Optional.ofNullable(value);
    }

    public Failure failure() {
        return failure;
    }

    /** The text for the client. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> properties() {
        return properties;
    }

    /**
     * Returns the same failure for further requests, without its cause and its stack trace. The request that met the
     * failure first has logged it.
     */
    public FailureException remembered() {
        return new FailureException(failure, detail(), properties, value, null, true);
    }

    /** Whether another request has logged this failure. */
    public boolean isRemembered() {
        return remembered;
    }

    private static boolean hasStackTrace(FailureKind kind) {
        return switch (kind) {
            case CALLER, MEDIA, CAPACITY -> false;
            case UPSTREAM, INTERNAL -> true;
        };
    }
}
