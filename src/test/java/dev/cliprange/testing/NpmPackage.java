package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        createFolder();
        // Several processes run tests, and each of them may need the package first.
        synchronized (NpmPackage.class) {
            try (var lock = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var ignored = lock.lock()) {
                if (Files.notExists(installed)) {
                    install();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return installed;
    }

    private void install() {
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

    private void createFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
