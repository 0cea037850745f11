package dev.cliprange.slice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The synthetic source, for tests of other packages. */
public final class SyntheticSourceFile {

    private SyntheticSourceFile() {}

    /** Pages of two seconds. */
    public static SourceFile indexed() {
        try {
            return SyntheticSource.write(Path.of("target/synthetic-index.mp4"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
