package dev.cliprange.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The remote storage: a plain web server over the media, with and without TLS, that logs what it sent. */
final class MediaStorage implements AutoCloseable {

    private final Nginx nginx;
    private final int tlsPort;
    private long readTo;

    private MediaStorage(Nginx nginx, int tlsPort) {
        this.nginx = nginx;
        this.tlsPort = tlsPort;
    }

    /**
     * What went over its connections.
     *
     * @param bytes of bodies
     */
    record Traffic(long requests, long bytes) {}

    static MediaStorage start(Path folder, Path media, Certificate certificate)
            throws IOException, InterruptedException {
        int tlsPort = Nginx.freePort();
        // Path-style S3 is the same file below the bucket's name; nobody checks the signature here.
        String files = "root %s; location /bucket/ { alias %s/; }".formatted(media, media);
        String server = """
                access_log FOLDER/sent.log sent buffer=32k flush=50ms; %s }
                server {
                  listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s;
                  ssl_protocols TLSv1.3; ssl_session_cache shared:tls:10m;
                  access_log FOLDER/sent.log sent buffer=32k flush=50ms; %s
                """.formatted(files, tlsPort, certificate.pem(), certificate.key(), files);
        Path own = folder.resolve("nginx-storage").toAbsolutePath();
        Files.deleteIfExists(own.resolve("sent.log"));
        return new MediaStorage(
                Nginx.start(
                        folder,
                        "storage",
                        "log_format sent '$body_bytes_sent';",
                        server.replace("FOLDER", own.toString())),
                tlsPort);
    }

    String http() {
        return "http://127.0.0.1:" + nginx.port();
    }

    String https() {
        return "https://127.0.0.1:" + tlsPort;
    }

    /** What was sent since the last call. */
    Traffic traffic() throws IOException, InterruptedException {
        Thread.sleep(200);
        try (var log = new java.io.RandomAccessFile(nginx.folder().resolve("sent.log").toFile(), "r")) {
            log.seek(readTo);
            byte[] lines = new byte[(int) (log.length() - readTo)];
            log.readFully(lines);
            readTo += lines.length;
            long[] sent = new String(lines).lines().mapToLong(Long::parseLong).toArray();
            return new Traffic(sent.length, java.util.Arrays.stream(sent).sum());
        }
    }

    @Override
    public void close() {
        nginx.close();
    }
}
