package dev.cliprange.storage.location;

import java.util.Locale;

/** How a location is reached; a metric's tag. */
public enum SourceKind {
    S3,
    HTTP,
    FILE;

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
