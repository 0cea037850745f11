package dev.cliprange.packaging;

import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.InvalidInput;
import org.jspecify.annotations.Nullable;

/** The parameter {@code form} of the first playlist and of the manifest. The files that they name are in folders. */
final class StreamForm {

    private StreamForm() {}

    /** @throws FailureException REQUEST_INVALID if no form has this name */
    static boolean isCopy(@Nullable String form) {
        if (form == null) {
            return false;
        }
        return switch (form) {
            case "copy" -> true;
            case "precise" -> false;
            default ->
                throw FailureException.invalid(
                        new InvalidInput.Parameter("form", "It has no such value (expected: 'precise' or 'copy')."));
        };
    }
}
