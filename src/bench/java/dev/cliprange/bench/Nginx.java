package dev.cliprange.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** An nginx of our own on loopback, with a folder and a configuration of its own; as many workers as processors. */
final class Nginx implements AutoCloseable {

    private static final String FRAME = """
            daemon off; worker_processes auto; pid %1$s/pid; error_log %1$s/error.log warn; %4$s
            events { worker_connections 2048; }
            http {
              types { video/mp4 mp4; }
              client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              sendfile on; access_log off; keepalive_timeout 300s; keepalive_requests 10000000;
              %3$s
              server { listen 127.0.0.1:%2$d; %5$s }
            }
            """;

    private final Process process;
    private final int port;
    private final Path folder;

    private Nginx(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** @param http lines of the http block, with {@code FOLDER} for its own folder; @param server of the server block */
    static Nginx start(Path parent, String name, String http, String server) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(parent.resolve("nginx-" + name)).toAbsolutePath();
        int port = freePort();
        boolean root = "root".equals(System.getProperty("user.name"));
        String text = FRAME.formatted(
                folder, port, http.replace("FOLDER", folder.toString()), root ? "user root;" : "", server);
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), text);
        Process process = new ProcessBuilder(program(), "-p", folder.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        var nginx = new Nginx(process, port, folder);
        nginx.awaitPort();
        return nginx;
    }

    static String version() throws IOException {
        Process process = new ProcessBuilder(program(), "-v").redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes()).strip().replaceAll(".*nginx/", "");
    }

    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    /** The master and its workers. */
    List<Long> pids() {
        return LongStream.concat(
                        LongStream.of(process.pid()),
                        process.descendants().mapToLong(ProcessHandle::pid))
                .boxed()
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitPort() throws IOException, InterruptedException {
        for (int i = 0; i < 100 && process.isAlive(); i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                // The port is open before the workers are there.
                if (process.descendants().count() >= Runtime.getRuntime().availableProcessors()) {
                    return;
                }
                Thread.sleep(20);
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        process.destroyForcibly();
        throw new IOException("nginx does not start: " + Files.readString(folder.resolve("output.log")));
    }

    /** Debian keeps it where an ordinary user's PATH does not lead. */
    private static String program() {
        return Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
