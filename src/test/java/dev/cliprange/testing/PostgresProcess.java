package dev.cliprange.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server that is a child process, with its data in one folder. The folder survives: starting again in it finds
 * the same databases, the same password and, within this object, the same port.
 * */
final class PostgresProcess implements PostgresServer {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private final Path home;
    private final Path folder;
    private final int port;
    private final boolean durable;
    private final NotRoot notRoot;
    private Optional<Process> running = Optional.empty();

    /**
     * @param folder for the data, the password and the log; made if it is not there
     * @param port 0: a free one
     * @param durable whether what is committed survives a power cut
     */
    PostgresProcess(Path binaries, Path folder, int port, boolean durable, NotRoot notRoot) throws IOException {
        this.home = PostgresBinaries.home(binaries);
        this.folder = folder.toAbsolutePath();
        this.durable = durable;
        this.notRoot = notRoot;
        this.port = port == 0 ? freePort() : port;
        Files.createDirectories(folder);
        if (Files.notExists(data().resolve("PG_VERSION"))) {
            create();
        }
    }

    @Override
    public String user() {
        return "cliprange";
    }

    @Override
    public String password() {
        try {
            return Files.readString(passwordFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        if (running.filter(Process::isAlive).isPresent()) {
            return;
        }
        try {
            stopLeftover();
            var command = command("postgres", "-D", data().toString(), "-p", Integer.toString(port));
            command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
            command.addAll(List.of("-c", "max_connections=200", "-c", "shared_buffers=64MB"));
            command.addAll(durable ? List.of() : List.of("-F", "-c", "full_page_writes=off"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            running = Optional.of(process);
            awaitAnswer(process);
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL did not start", e);
        }
    }

    @Override
    public synchronized void stop() {
        // SIGTERM would wait for every client to leave; "fast" lets them go, as a crash of the machine would.
        running.filter(Process::isAlive).ifPresent(process -> {
            run("pg_ctl", "stop", "-D", data().toString(), "-m", "fast", "-w");
            process.onExit().join();
        });
        running = Optional.empty();
    }

    @Override
    public synchronized void close() {
        stop();
        if (!durable) {
            TestFolders.delete(folder);
        }
    }

    /** Stops a server whose JVM was killed. After a crash of the machine only its file is left. */
    void stopLeftover() throws IOException {
        Path file = data().resolve("postmaster.pid");
        if (Files.exists(file)) {
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            boolean runs = ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .filter(command -> command.endsWith("postgres"))
                    .isPresent();
            if (runs) {
                run("pg_ctl", "stop", "-D", data().toString(), "-m", "immediate", "-w");
            }
        }
    }

    private void awaitAnswer(Process process) throws IOException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (var connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/postgres", user(), password())) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException notYet) {
                sleep();
            }
        }
        process.destroyForcibly();
        throw new IOException("no answer on port " + port + "; the end of its log: " + tailOfLog());
    }

    private void create() throws IOException {
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        Files.writeString(passwordFile(), HexFormat.of().formatHex(secret));
        Files.createDirectories(data());
        if (notRoot == NotRoot.OTHER_USER) {
            for (Path given : List.of(folder, passwordFile(), data())) {
                Files.setAttribute(given, "unix:uid", NotRoot.NOBODY);
            }
        }
        run(
                "initdb",
                "--pgdata=" + data(),
                "--username=" + user(),
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile(),
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
    }

    private void run(String program, String... arguments) {
        try {
            Process process = new ProcessBuilder(command(program, arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(program + " failed; the end of its log: " + tailOfLog());
            }
        } catch (IOException e) {
            throw new IllegalStateException(program + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + program, e);
        }
    }

    private List<String> command(String program, String... arguments) {
        var command = new ArrayList<>(notRoot.prefix());
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private String tailOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path passwordFile() {
        return folder.resolve("password");
    }

    private Path log() {
        return folder.resolve("log.txt");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL started", e);
        }
    }
}
