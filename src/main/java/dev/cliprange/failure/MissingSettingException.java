package dev.cliprange.failure;

/** A required setting is missing. The server does not start. */
public final class MissingSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String environmentName;

    public MissingSettingException(String property, String environmentName) {
        super(property + " is not set");
        this.environmentName = environmentName;
    }

    public String environmentName() {
        return environmentName;
    }
}
