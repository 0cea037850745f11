package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Varnish of a test's own on loopback, with the VCL it is given. Not to be had everywhere: ask {@link #missing()}. */
public final class Varnish implements AutoCloseable {

    private static final long LONGEST_START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Path VMODS = Path.of("/usr/lib");

    private final Process process;
    private final Path log;
    private final int port;

    private Varnish(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Why there is no Varnish with the digest module on this machine; empty if there is one. */
    public static Optional<String> missing() {
        if (program().isEmpty()) {
            return Optional.of("no varnishd on this machine");
        }
        try (Stream<Path> modules =
                Files.find(VMODS, 4, (file, attributes) -> file.endsWith("varnish/vmods/libvmod_digest.so"))) {
            return modules.findAny().isPresent() ? Optional.empty() : Optional.of("varnishd has no digest module");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One that answers; the caller closes it.
     *
     * @param folder for its VCL and its working files
     */
    public static Varnish start(Path folder, String vcl) {
        try {
            int port;
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            Path file = Files.writeString(folder.resolve("test.vcl"), vcl);
            Path log = folder.resolve("varnish.log");
            Process process = new ProcessBuilder(List.of(
                            program().orElseThrow().toString(),
                            "-F",
                            "-j",
                            "none",
                            "-n",
                            folder.resolve("work").toString(),
                            "-a",
                            "127.0.0.1:" + port,
                            "-f",
                            file.toString(),
                            "-s",
                            "malloc,32m"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var varnish = new Varnish(process, log, port);
            varnish.awaitStart();
            return varnish;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    private void awaitStart() throws IOException {
        long giveUp = System.nanoTime() + LONGEST_START_NANOS;
        while (true) {
            try (var ignored = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > giveUp) {
                    close();
                    throw new AssertionError("varnishd does not answer:\n" + Files.readString(log));
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "varnishd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Ends it: its worker goes when the one that was started does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
