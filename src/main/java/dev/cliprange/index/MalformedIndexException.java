package dev.cliprange.index;

/** The bytes are no page or directory of this version: the source must be indexed again. */
public final class MalformedIndexException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedIndexException(String message) {
        super(message, null, false, false);
    }
}
