package dev.cliprange.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this build.
 *
 * @param version the version of the project, or {@code development} if Maven has not built it
 * @param commit the commit it was built from, or {@code unknown} without a Git checkout; it ends in {@code -dirty} if
 *     files were changed
 */
record BuildVersion(String version, String commit) {

    private static final String RESOURCE = "/META-INF/build-info.properties";

    /** Reads the file that the build writes. */
    static BuildVersion read() {
        var build = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream(RESOURCE)) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildVersion(
                build.getProperty("build.version", "development"), build.getProperty("build.commit", "unknown"));
    }

    @Override
    public String toString() {
        return version + " (commit " + commit + ")";
    }
}
