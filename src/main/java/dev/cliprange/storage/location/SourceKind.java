package dev.cliprange.storage.location;

import java.util.Locale;

/** How a location is reached; a metric's tag. */
public enum SourceKind {
    S3,
    HTTP,
    FILE;

    static SourceKind of(Location location) {
        return switch (location) {
            case S3Location s3 -> S3;
            case HttpLocation http -> HTTP;
            case FileLocation file -> FILE;
        };
    }

    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
