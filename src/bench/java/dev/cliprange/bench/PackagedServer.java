package dev.cliprange.bench;

import dev.cliprange.testing.OriginClient;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** The packaged jar, run in its own JVM. */
final class PackagedServer implements Closeable {

    static final List<String> JVM =
            List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    private static final String KEY = "key-of-the-benchmark";

    private final Process process;
    private final int port;
    private final OriginClient client;

    private PackagedServer(Process process, int port) {
        this.process = process;
        this.port = port;
        this.client = new OriginClient(URI.create("http://127.0.0.1:" + port), KEY);
    }

    static PackagedServer start(Path log, Map<String, ?> settings, List<String> jvm)
            throws IOException, InterruptedException {
        int port = Nginx.freePort();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(jvm);
        command.addAll(List.of(
                "-jar",
                jar(log.resolveSibling(log.getFileName() + ".jar")).toString(),
                "--server.port=" + port,
                "--management.server.port=0"));
        command.addAll(List.of(
                "--cliprange.api-key=" + KEY,
                "--cliprange.limits.requests-per-second=0",
                "--cliprange.limits.streams-per-client=0"));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var origin = new PackagedServer(process, port);
        origin.awaitAnswer(log);
        return origin;
    }

    int port() {
        return port;
    }

    List<Long> pids() {
        return List.of(process.pid());
    }

    /** The paths of clips of ten seconds, which are created on the first call. No clip starts or ends at a keyframe. */
    List<String> clips(String uri, List<Double> starts) {
        JsonNode source = client.readySource(uri);
        String clips = "/api/sources/" + source.path("id").asString() + "/clips";
        if (client.get(clips).expect(200).path("items").isEmpty()) {
            starts.forEach(start -> client.clip(source, start, start + 10));
        }
        var paths = new ArrayList<String>();
        for (JsonNode clip : client.get(clips).expect(200).path("items")) {
            paths.add(URI.create(clip.path("streamUrl").asString()).getPath());
        }
        return paths;
    }

    /** The first seconds of a source as a clip. */
    JsonNode clip(String uri, double seconds) {
        return client.clip(client.readySource(uri), 0, seconds);
    }

    /** @throws IllegalStateException if the response is an error */
    byte[] body(String path) {
        HttpResponse<byte[]> response = client.play("http://127.0.0.1:" + port + path);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswer(Path log) throws IOException, InterruptedException {
        for (int i = 0; i < 3_000 && process.isAlive(); i++) {
            try {
                client.get("/api/sources").expect(200);
                return;
            } catch (RuntimeException notYet) {
                Thread.sleep(100);
            }
        }
        process.destroyForcibly();
        throw new IOException("the server does not start; see " + log);
    }

    /** Copies the jar, because a JVM fails when its jar is replaced. */
    private static Path jar(Path copy) throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            Path built = files.filter(file -> file.getFileName().toString().matches("cliprange-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
            return Files.copy(built, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
