package dev.cliprange.storage;

import java.util.Locale;

/** How a location is reached; a metric's tag. */
enum SourceKind {
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

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
