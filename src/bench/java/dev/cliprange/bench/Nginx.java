package dev.cliprange.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** An nginx on the loopback interface, with its own folder and configuration, and one worker for each processor. */
final class Nginx implements Closeable {

    private final Process process;
    private final int port;
    private final Path folder;

    private Nginx(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /**
     * Starts an nginx and waits until it accepts connections.
     *
     * @param http lines of the http block; {@code FOLDER} is replaced by nginx's folder
     * @param server lines of the server block
     */
    static Nginx start(Path parent, String name, String http, String server) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(parent.resolve("nginx-" + name)).toAbsolutePath();
        int port = freePort();
        String text = configuration(folder, port, http.replace("FOLDER", folder.toString()), server);
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), text);
        Process process = new ProcessBuilder(program(), "-p", folder.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        var nginx = new Nginx(process, port, folder);
        nginx.awaitPort();
        return nginx;
    }

    private static String configuration(Path folder, int port, String http, String server) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return """
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
            """.formatted(folder, port, http, root ? "user root;" : "", server);
    }

    static String version() throws IOException {
        Process process =
                new ProcessBuilder(program(), "-v").redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .replaceAll(".*nginx/", "");
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
                        LongStream.of(process.pid()), process.descendants().mapToLong(ProcessHandle::pid))
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
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                // The port is open before the workers have started.
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

    /** Debian installs it in a folder that is not on an ordinary user's PATH. */
    private static String program() {
        return Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
