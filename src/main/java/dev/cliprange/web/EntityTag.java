package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entity tag of a row that counts its changes, and the condition a change may carry. RFC 9110, 8.8.3 and 13.1.1. */
public final class EntityTag {

    private EntityTag() {}

    /** Quoted, as it stands in an {@code ETag} header. */
    public static String of(long rowVersion) {
        return quoted(String.valueOf(rowVersion));
    }

    /** The same of what is told apart by a name. */
    public static String quoted(String name) {
        return "\"" + name + "\"";
    }

    /**
     * Passes when there is no condition, when it is {@code *}, or when it lists the row's tag.
     *
     * @throws FailureException PRECONDITION_FAILED otherwise
     */
    public static void check(@Nullable String ifMatch, long rowVersion) {
        check(ifMatch, of(rowVersion));
    }

    /**
     * The same on a tag as {@link #quoted} makes it.
     *
     * @throws FailureException PRECONDITION_FAILED
     */
    public static void check(@Nullable String ifMatch, String current) {
        if (ifMatch == null || "*".equals(ifMatch.strip())) {
            return;
        }
        if (Arrays.stream(ifMatch.split(",")).map(String::strip).noneMatch(current::equals)) {
            throw new FailureException(
                    Failure.PRECONDITION_FAILED,
                    "The entity tag is " + current + " now: read it again, then change it.");
        }
    }
}
