package dev.cliprange.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Varnish on the loopback interface with the project's configuration. */
public final class VarnishServer implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("cdn", "varnish").toAbsolutePath();
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final int port;
    private final Path folder;
    private final Process process;

    private VarnishServer(int port, Path folder, Process process) {
        this.port = port;
        this.folder = folder;
        this.process = process;
    }

    /** A port that is free now. The origin's settings contain the port of the edge, so the port is chosen before both start. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A server that accepts connections. The caller closes it.
     *
     * @param vcl the configuration; its includes are those of the project, except the hosts in backends.vcl
     * @param origin the server that sends clips
     * @param health the URL of the origin's liveness
     * @param files additional files by name; they replace those of the project
     * @throws org.opentest4j.TestAbortedException if there is no varnishd on this machine
     */
    public static VarnishServer start(int port, String vcl, URI origin, URI health, Map<String, String> files) {
        HostProgram varnishd = HostProgram.onPath("varnishd");
        try {
            Path folder = Files.createTempDirectory("edge").toAbsolutePath();
            Files.writeString(folder.resolve("backends.vcl"), backends(origin, health));
            Files.writeString(folder.resolve("edge.vcl"), "vcl 4.1;\n" + vcl + "\n");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            Process process = new ProcessBuilder(List.of(
                            varnishd.path().toString(),
                            "-F",
                            "-j",
                            "none",
                            "-T",
                            "none",
                            "-n",
                            folder.resolve("run").toString(),
                            "-a",
                            "127.0.0.1:" + port,
                            "-f",
                            folder.resolve("edge.vcl").toString(),
                            "-p",
                            "vcl_path=" + folder + ":" + CONFIGURATION,
                            "-s",
                            "malloc,256m"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            var edge = new VarnishServer(port, folder, process);
            try {
                await().atMost(LONGEST_START).until(edge::answersOrGone);
                if (!process.isAlive()) {
                    throw new AssertionError("varnishd did not start:\n" + Files.readString(folder.resolve("log")));
                }
                return edge;
            } catch (RuntimeException | Error e) {
                edge.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        below.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        TestFolders.delete(folder);
    }

    /** The project's backends.vcl with the hosts of this test. */
    private static String backends(URI origin, URI health) throws IOException {
        return Files.readString(CONFIGURATION.resolve("backends.vcl"))
                .replace("\"origin\"", "\"127.0.0.1\"")
                .replace("\"8080\"", "\"" + origin.getPort() + "\"")
                .replace("\"8081\"", "\"" + health.getPort() + "\"");
    }

    private boolean answersOrGone() {
        if (!process.isAlive()) {
            return true;
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
