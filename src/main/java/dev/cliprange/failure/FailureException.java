package dev.cliprange.failure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is reported to the client. The client sees its message, which must not contain a signed URL, the
 * output of a program, or the text of another exception. Only upstream and internal failures have a stack trace. A
 * failure that is reported again from a cache is marked as {@link #remembered()}, because it was logged before.
 */
public final class FailureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final transient Map<String, Object> properties;
    private final boolean remembered;

    /** @param detail one or two sentences for the person who made the request */
    public FailureException(Failure failure, String detail) {
        this(failure, detail, Map.of(), null, false);
    }

    /**
     * @param properties further members of the problem, by JSON name; a full {@code retryAfterSeconds} becomes a header
     */
    public FailureException(Failure failure, String detail, Map<String, Object> properties) {
        this(failure, detail, properties, null, false);
    }

    /** @param cause for the log only */
    public FailureException(Failure failure, String detail, @Nullable Throwable cause) {
        this(failure, detail, Map.of(), cause, false);
    }

    private FailureException(
            Failure failure,
            String detail,
            Map<String, Object> properties,
            @Nullable Throwable cause,
            boolean remembered) {
        super(detail, cause, false, !remembered && hasStackTrace(failure.kind()));
        this.failure = failure;
        this.remembered = remembered;
        this.properties = Map.copyOf(properties);
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
        return new FailureException(failure, detail(), properties, null, true);
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
