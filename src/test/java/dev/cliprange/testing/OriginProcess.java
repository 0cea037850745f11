package dev.cliprange.testing;

import static org.awaitility.Awaitility.await;

import dev.cliprange.CliprangeApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The whole server in a JVM of its own, to be told to stop, killed, or started wrongly. It uses the database and the
 * storage of this JVM's tests, takes its settings from the environment as in production, and writes its log to a file.
 */
public final class OriginProcess implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "origin-process");
    private static final Duration LONGEST_START = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;

    private OriginProcess(Process process, Path log, int port, int managementPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** A server that is ready, with an empty database of its own; the caller closes it. */
    public static OriginProcess ready(Map<String, ?> settings, String... jvmOptions) {
        OriginProcess origin = launch(settings, jvmOptions);
        try {
            origin.awaitReady();
            return origin;
        } catch (RuntimeException | Error e) {
            origin.close();
            throw e;
        }
    }

    /** A server that gets ready and then ends by itself, without the archive of {@link OriginClasses}. */
    static void startAndStop(String... jvmOptions) {
        try (OriginProcess origin = launch(Map.of(), List.of(jvmOptions))) {
            origin.awaitReady();
            origin.terminate();
            origin.exitCode(LONGEST_START);
        }
    }

    /** A server that may never get ready; the caller closes it. An empty setting takes the tests' own away. */
    public static OriginProcess launch(Map<String, ?> settings, String... jvmOptions) {
        var options = new ArrayList<>(OriginClasses.sharedArchive());
        options.addAll(List.of(jvmOptions));
        return launch(settings, options);
    }

    private static OriginProcess launch(Map<String, ?> settings, List<String> jvmOptions) {
        try {
            int port = freePort();
            int managementPort = freePort();
            var environment = new LinkedHashMap<String, Object>();
            environment.putAll(TestPostgres.shared().createMigratedDatabase().properties());
            environment.putAll(Origin.storageSettings(Origin.storage()));
            environment.put("server.port", port);
            environment.put("management.server.port", managementPort);
            environment.put("cliprange.api-key", Origin.API_KEY);
            environment.put("cliprange.ffmpeg.path", TestFfmpeg.ofServer());
            environment.put("cliprange.limits.requests-per-second", 0);
            environment.put("cliprange.limits.key-requests-per-second", 0);
            environment.put("cliprange.limits.unknown-keys-per-second", 0);
            environment.putAll(settings);
            Path log = Files.createTempFile(Files.createDirectories(FOLDER), "origin", ".log");
            ProcessBuilder builder = new ProcessBuilder(command(jvmOptions))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            environment.forEach((name, value) -> builder.environment().put(environmentName(name), value.toString()));
            return new OriginProcess(builder.start(), log, port, managementPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The program with these arguments and these environment variables, and with nothing of the tests' own; the caller
     * closes it.
     */
    public static OriginProcess launchBare(Map<String, String> environment, String... arguments) {
        try {
            Path log = Files.createTempFile(Files.createDirectories(FOLDER), "command", ".log");
            ProcessBuilder builder = new ProcessBuilder(bareCommand(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            return new OriginProcess(builder.start(), log, 0, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line that {@link #launchBare} starts. */
    public static List<String> bareCommand(String... arguments) {
        var command = new ArrayList<>(command(OriginClasses.sharedArchive()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The environment variable that sets a property. */
    public static String environmentName(String property) {
        return property.replace('-', '_').replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    }

    private static List<String> command(List<String> jvmOptions) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(jvmOptions);
        command.addAll(List.of("-classpath", OriginClasses.path(), CliprangeApplication.class.getName()));
        return command;
    }

    public OriginClient client() {
        return new OriginClient(URI.create("http://localhost:" + port), Origin.API_KEY);
    }

    public OriginClient management() {
        return new OriginClient(URI.create("http://localhost:" + managementPort), Origin.API_KEY);
    }

    /** The FFmpeg processes that run below it. */
    public List<ProcessHandle> ffmpegs() {
        return ffmpegs(process.toHandle());
    }

    /** The FFmpeg processes that run below a process. */
    public static List<ProcessHandle> ffmpegs(ProcessHandle parent) {
        return parent.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("ffmpeg"))
                .toList();
    }

    /** Whether a process has ended, be it that nobody has asked for its exit code yet. */
    public static boolean isGone(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return true;
        }
    }

    /** The nice value of a process (proc(5)); 0 if it has ended. */
    public static int nice(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // The fields after the name begin with the third one, and this is the 19th.
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
        } catch (IOException e) {
            return 0;
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGTERM. Returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. Returns at once. */
    public void kill() {
        process.destroyForcibly();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. @return the exit code */
    public int exitCode(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the server still runs:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All it has written so far, to standard output and standard error. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, and what it has started, in whatever state it is. */
    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private void awaitReady() {
        await().atMost(LONGEST_START).pollInterval(Duration.ofMillis(200)).until(this::isReadyOrGone);
        if (!process.isAlive()) {
            throw new AssertionError("the server did not start:\n" + log());
        }
    }

    private boolean isReadyOrGone() {
        if (!process.isAlive()) {
            return true;
        }
        try {
            return management().get("/actuator/health/readiness").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
