package dev.cliprange.access;

/** A setting without which the server must not run. */
class MissingSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String environmentName;

    MissingSettingException(String property, String environmentName) {
        super(property + " is not set");
        this.environmentName = environmentName;
    }

    String environmentName() {
        return environmentName;
    }
}
