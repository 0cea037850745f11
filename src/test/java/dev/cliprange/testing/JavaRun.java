package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of this build in a JVM of its own: for limits that hold for a whole JVM. */
public final class JavaRun {

    private JavaRun() {}

    /**
     * The lines it writes, standard error among them.
     *
     * @throws IllegalStateException with what it wrote, if its exit code is not 0
     */
    public static List<String> of(Class<?> program, List<String> jvmArguments, List<String> arguments) {
        return of(program.getName(), jvmArguments, arguments);
    }

    /** As {@link #of(Class, List, List)}, by the name of the class. */
    public static List<String> of(String program, List<String> jvmArguments, List<String> arguments) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvmArguments);
        command.addAll(List.of(
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), program));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException(program + ": exit code " + process.exitValue() + "\n" + text);
                }
                return text.lines().toList();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(program + " was interrupted", e);
        }
    }
}
