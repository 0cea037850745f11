package dev.cliprange.packaging;

import dev.cliprange.clip.ClipForm;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import org.jspecify.annotations.Nullable;

/** The parameter {@code form} of the first playlist and of the manifest. The files that they name are in folders. */
final class StreamForm {

    private StreamForm() {}

    /** @throws FailureException REQUEST_INVALID if no form has this name */
    static boolean isCopy(@Nullable String form) {
        if (form == null) {
            return false;
        }
        return switch (ClipForm.find(form)
                .orElseThrow(() -> new FailureException(
                        Failure.REQUEST_INVALID,
                        "The parameter 'form' has no such value (expected: 'precise' or 'copy')."))) {
            case COPY -> true;
            case PRECISE -> false;
        };
    }
}
