package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/**
 * A package from the npm registry. It is installed once into a folder, without running its scripts.
 *
 * @param name as {@code hls.js} or {@code @aws-cdk/cfnspec}
 * @param folder contains {@code node_modules}
 */
public record NpmPackage(String name, String version, Path folder) {

    /**
     * Returns the folder of the installed package.
     *
     * @throws TestAbortedException if npm is missing, or if the registry does not reply; the test is then reported as
     *     skipped
     */
    public Path installed() {
        Path installed = folder.resolve("node_modules").resolve(Path.of(name));
        if (Files.notExists(installed)) {
            createFolder();
            HostProgram.Run run = HostProgram.onPath("npm")
                    .run(
                            "install",
                            "--prefix",
                            folder.toString(),
                            "--no-save",
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            "--fetch-retries=0",
                            "--fetch-timeout=20000",
                            name + "@" + version);
            if (run.exitCode() != 0) {
                throw new TestAbortedException("npm cannot install " + name + " " + version);
            }
        }
        return installed;
    }

    private void createFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
