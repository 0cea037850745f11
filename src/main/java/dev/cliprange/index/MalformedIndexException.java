package dev.cliprange.index;

/** The bytes are not a page or directory of a known version. The source must be indexed again. */
public final class MalformedIndexException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedIndexException(String message) {
        super(message, null, false, false);
    }
}
