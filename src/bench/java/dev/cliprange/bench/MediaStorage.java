package dev.cliprange.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** The remote storage: a web server with the media, with and without TLS. It logs the number of bytes sent. */
final class MediaStorage implements Closeable {

    /** nginx writes its log after this time. */
    private static final Duration LOG_FLUSH = Duration.ofMillis(50);

    private final Nginx nginx;
    private final int tlsPort;
    private long readTo;

    private MediaStorage(Nginx nginx, int tlsPort) {
        this.nginx = nginx;
        this.tlsPort = tlsPort;
    }

    /**
     * Requests and their responses.
     *
     * @param bytes bytes of all bodies
     */
    record Traffic(long requests, long bytes) {}

    static MediaStorage start(Path folder, Path media, Certificate certificate)
            throws IOException, InterruptedException {
        int tlsPort = Nginx.freePort();
        // Path-style S3 is the same file below the bucket's name. This server does not check signatures.
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

    /** The traffic since the last call. */
    Traffic traffic() throws IOException, InterruptedException {
        Thread.sleep(LOG_FLUSH.multipliedBy(4));
        try (var log = new RandomAccessFile(nginx.folder().resolve("sent.log").toFile(), "r")) {
            log.seek(readTo);
            byte[] lines = new byte[(int) (log.length() - readTo)];
            log.readFully(lines);
            readTo += lines.length;
            long[] sent = new String(lines, StandardCharsets.US_ASCII)
                    .lines()
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Traffic(sent.length, Arrays.stream(sent).sum());
        }
    }

    @Override
    public void close() {
        nginx.close();
    }
}
