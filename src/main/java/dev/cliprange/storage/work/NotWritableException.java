package dev.cliprange.storage.work;

/** The storage rejects writing or deleting. Its cause has the error of the storage. */
public final class NotWritableException extends RuntimeException {

    NotWritableException(Throwable cause) {
        super("the storage rejects writing: " + cause.getMessage(), cause);
    }
}
