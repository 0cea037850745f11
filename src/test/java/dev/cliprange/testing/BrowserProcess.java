package dev.cliprange.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A browser's process tree with a profile of its own.
 *
 * @param address host and port of its debugging socket
 */
record BrowserProcess(Process process, Path profile, String address) implements AutoCloseable {

    private static final long LONGEST_START_SECONDS = 60;

    /** The first of these programs on {@code PATH}. */
    static Path find(String... programs) {
        return Stream.of(programs)
                .flatMap(program -> Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, program)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new TestAbortedException("no browser on PATH: " + List.of(programs)));
    }

    static Path newProfile() {
        try {
            return Files.createTempDirectory("browser");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts it and waits until it says where it listens.
     *
     * @param listening matches a line it prints; the first group is host and port
     */
    static BrowserProcess start(List<String> command, Path profile, Pattern listening) {
        try {
            Process process = process(command, profile, Map.of());
            var address = new CompletableFuture<String>();
            Thread.ofPlatform().daemon().start(() -> drain(process, listening, address));
            try {
                String found = address.orTimeout(LONGEST_START_SECONDS, TimeUnit.SECONDS)
                        .join();
                return new BrowserProcess(process, profile, found);
            } catch (CompletionException e) {
                new BrowserProcess(process, profile, "").close();
                throw new IllegalStateException("the browser did not start: " + command.getFirst(), e.getCause());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that does not say where it listens. */
    static BrowserProcess start(List<String> command, Path profile, Map<String, String> environment, String address) {
        try {
            Process process = process(command, profile, environment);
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> drain(process, Pattern.compile("(.*)"), new CompletableFuture<>()));
            return new BrowserProcess(process, profile, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process process(List<String> command, Path profile, Map<String, String> environment)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", profile.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Reads to the end, so that the browser never waits for a reader. */
    private static void drain(Process process, Pattern listening, CompletableFuture<String> address) {
        var said = new ArrayList<String>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher found = listening.matcher(line);
                if (found.find()) {
                    address.complete(found.group(1));
                } else if (!address.isDone()) {
                    said.add(line);
                }
            }
            address.completeExceptionally(new IllegalStateException("it ended and said: " + said));
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        kill();
        TestFolders.delete(profile);
    }

    /** Ends it without a chance to save anything. The profile stays. */
    void kill() {
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        tree.forEach(member -> member.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }
}
