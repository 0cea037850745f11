package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A program of this machine that a test uses if it is installed. */
public record HostProgram(Path path) {

    /** The text of both outputs, and the exit code. */
    public record Run(int exitCode, String output) {}

    /** @throws TestAbortedException if it is not installed; the test is then reported as skipped */
    public static HostProgram onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(HostProgram::new)
                .orElseThrow(() -> new TestAbortedException("there is no " + name + " on PATH"));
    }

    /** Runs to the end. */
    public Run run(String... arguments) {
        var command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + path + " ran", e);
        }
    }
}
