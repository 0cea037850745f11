package dev.cliprange.storage.upload;

/** The storage has no multipart upload with this id: it was completed, aborted or never begun. */
public final class NoSuchUploadFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoSuchUploadFailure() {
        super("no such upload", null, false, false);
    }
}
