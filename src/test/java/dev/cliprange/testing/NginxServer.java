package dev.cliprange.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** nginx with its module for JavaScript, on the loopback interface. */
public final class NginxServer implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final String MODULE = "ngx_http_js_module.so";

    private final int port;
    private final Process process;

    private NginxServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /**
     * A server that accepts connections. The caller closes it.
     *
     * @param folder for its working files; files that the configuration includes are in it
     * @param http the content of {@code http { }}; it listens on the port
     * @throws TestAbortedException if nginx or its module is not on this machine; the test is then reported as skipped
     */
    public static NginxServer start(Path folder, int port, String http) {
        HostProgram nginx = HostProgram.onPath("nginx");
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        try {
            Path file = Files.writeString(
                    folder.resolve("nginx.conf"), """
                    load_module %4$s;
                    %1$s
                    daemon off;
                    pid %2$s;
                    error_log stderr;
                    events { }
                    http {
                        access_log off;
                        client_body_temp_path %2$s.body; proxy_temp_path %2$s.proxy; fastcgi_temp_path %2$s.fastcgi;
                        uwsgi_temp_path %2$s.uwsgi; scgi_temp_path %2$s.scgi;
                        %3$s
                    }
                    """.formatted(user, folder.resolve("pid"), http, module()));
            Path log = folder.resolve("log");
            Process process = new ProcessBuilder(nginx.path().toString(), "-c", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            var server = new NginxServer(port, process);
            try {
                await().atMost(LONGEST_START).until(server::answersOrGone);
                if (!process.isAlive()) {
                    throw new AssertionError("nginx did not start:\n" + Files.readString(log));
                }
                return server;
            } catch (RuntimeException | Error e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path module() {
        return Stream.of("/usr/lib/nginx/modules", "/etc/nginx/modules")
                .map(folder -> Path.of(folder, MODULE))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new TestAbortedException("nginx has no " + MODULE));
    }

    public int port() {
        return port;
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
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

    /** Ends it. The first process goes first, because it starts another worker in the place of one that has ended. */
    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }
}
