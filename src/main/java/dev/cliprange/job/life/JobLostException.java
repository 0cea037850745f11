package dev.cliprange.job.life;

/** The job is no longer this worker's: it was cancelled or deleted, or another worker has begun a later attempt. */
final class JobLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JobLostException(String message) {
        super(message, null, false, false);
    }
}
