package dev.cliprange.web.openapi;

import dev.cliprange.testing.HostProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * The programs that read OpenAPI documents: those of npm, whose versions {@code package-lock.json} fixes, and OpenAPI
 * Generator, which Maven copies to {@code target} before the integration tests.
 */
final class OpenApiTools {

    private static final Path RESOURCES = Path.of("src", "test", "resources", "dev", "cliprange", "web", "openapi");
    private static final Path FOLDER = Path.of("target", "openapi-tools").toAbsolutePath();
    private static final String LOCK = "package-lock.json";
    private static final String GENERATOR = "openapi-generator-cli";

    private OpenApiTools() {}

    /** Returns the folder with the files of the test's resources, in which the tools work. */
    static Path folder() {
        return FOLDER;
    }

    /** @throws TestAbortedException without Node.js, npm, or a registry that responds; the test is skipped */
    static void install() throws IOException {
        HostProgram npm = HostProgram.onPath("npm");
        Files.createDirectories(FOLDER);
        Path installed = FOLDER.resolve("installed.json");
        boolean current = Files.exists(installed) && Files.mismatch(installed, RESOURCES.resolve(LOCK)) < 0;
        try (Stream<Path> files = Files.list(RESOURCES)) {
            files.forEach(file -> copy(file, FOLDER.resolve(file.getFileName())));
        }
        if (current) {
            return;
        }
        HostProgram.Run run = npm.run(
                "ci",
                "--prefix",
                FOLDER.toString(),
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefer-offline",
                "--fetch-retries=0",
                "--fetch-timeout=20000");
        if (run.exitCode() != 0) {
            throw new TestAbortedException("npm cannot install the tools for OpenAPI: " + run.output());
        }
        copy(RESOURCES.resolve(LOCK), installed);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program of npm in the folder. */
    static HostProgram.Run run(String program, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--chdir=" + FOLDER,
                "REDOCLY_SUPPRESS_UPDATE_NOTICE=true",
                "REDOCLY_TELEMETRY=off",
                HostProgram.onPath("node").path().toString(),
                FOLDER.resolve("node_modules").resolve(".bin").resolve(program).toString()));
        all.addAll(List.of(arguments));
        return HostProgram.onPath("env").run(all.toArray(String[]::new));
    }

    /** Generates a client with OpenAPI Generator. */
    static HostProgram.Run generate(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("-XX:TieredStopAtLevel=1", "-jar", generator().toString(), "generate"));
        all.addAll(List.of(arguments));
        return new HostProgram(Path.of(System.getProperty("java.home"), "bin", "java")).run(all.toArray(String[]::new));
    }

    /** Maven's copy, or the newest one in its local repository. */
    private static Path generator() {
        Path copy = Path.of("target", "openapi-generator", GENERATOR + ".jar");
        if (Files.exists(copy)) {
            return copy;
        }
        Path repository = Path.of(
                System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"),
                "org",
                "openapitools",
                GENERATOR);
        if (Files.isDirectory(repository)) {
            try (Stream<Path> files = Files.walk(repository)) {
                return files.filter(file -> file.toString().endsWith(".jar"))
                        .max(Path::compareTo)
                        .orElseThrow(() -> new TestAbortedException("Maven has no " + GENERATOR));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new TestAbortedException("Maven has no " + GENERATOR);
    }
}
