package dev.cliprange.launch.problem;

import dev.cliprange.failure.Causes;

/** The start failed for a reason that a person can remove. The message is the whole paragraph for that person. */
public final class StartFailedException extends RuntimeException {

    /** What a paragraph begins with. */
    public static final String PREFIX = "Cliprange cannot start: ";

    /** The exit code for an unknown word or an unknown name. */
    public static final int USAGE = 2;

    private static final int FAILED = 1;
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private StartFailedException(String paragraph, int exitCode) {
        super(paragraph);
        this.exitCode = exitCode;
    }

    /** @param reason sentences that follow "Cliprange cannot start: "; without secrets */
    public static StartFailedException of(String reason) {
        return new StartFailedException(PREFIX + reason, FAILED);
    }

    /** A name in the arguments, the files or the environment is unknown. */
    public static StartFailedException usage(String reason) {
        return new StartFailedException(PREFIX + reason, USAGE);
    }

    /**
     * A command failed after the start.
     *
     * @param paragraph the whole text
     */
    public static StartFailedException ofCommand(String paragraph) {
        return new StartFailedException(paragraph, FAILED);
    }

    /** Returns the exit code of a process whose start failed. */
    public static int exitCode(Throwable failure) {
        return Causes.find(failure, StartFailedException.class)
                .map(found -> found.exitCode)
                .orElse(FAILED);
    }

    String paragraph() {
        return String.valueOf(getMessage());
    }
}
