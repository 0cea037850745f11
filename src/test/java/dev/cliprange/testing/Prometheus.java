package dev.cliprange.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus on loopback that runs the project's own configuration and rules against one server. */
public final class Prometheus implements AutoCloseable {

    private static final Path CONFIGURATION =
            Path.of("src", "ops", "prometheus").toAbsolutePath();
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final Path folder;
    private final Process process;

    private Prometheus(int port, Path folder, Process process) {
        this.port = port;
        this.folder = folder;
        this.process = process;
    }

    /**
     * One that scrapes this server each second; the caller closes it.
     *
     * @throws org.opentest4j.TestAbortedException if there is no prometheus on this machine
     */
    public static Prometheus watch(URI management) {
        HostProgram prometheus = HostProgram.onPath("prometheus");
        try {
            Path folder = Files.createTempDirectory("prometheus").toAbsolutePath();
            Files.copy(CONFIGURATION.resolve("rules.yml"), folder.resolve("rules.yml"));
            Files.writeString(folder.resolve("prometheus.yml"), configuration(management));
            int port = VarnishServer.freePort();
            Process process = new ProcessBuilder(List.of(
                            prometheus.path().toString(),
                            "--config.file=" + folder.resolve("prometheus.yml"),
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            var started = new Prometheus(port, folder, process);
            try {
                await().atMost(LONGEST_START).ignoreExceptions().until(() -> started.sum("up{job=\"cliprange\"}") == 1);
                return started;
            } catch (RuntimeException | Error e) {
                String log = Files.readString(folder.resolve("log"));
                started.close();
                throw new AssertionError("prometheus did not scrape the server:\n" + log, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The values a query has now, one for each series. */
    public List<Double> values(String query) {
        JsonNode result = api("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("result");
        return StreamSupport.stream(result.spliterator(), false)
                .map(series -> number(series.path("value").path(1).asString()))
                .toList();
    }

    /** The rules it has loaded, as its API describes them. */
    public List<JsonNode> rules() {
        return StreamSupport.stream(
                        api("rules").path("groups").path(0).path("rules").spliterator(), false)
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        TestFolders.delete(folder);
    }

    /** A number as Prometheus writes it: {@code +Inf}, {@code -Inf} and {@code NaN} are not written as in Java. */
    static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private double sum(String query) {
        return values(query).stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The project's own configuration, looking at this server and more often. */
    private static String configuration(URI management) throws IOException {
        return Files.readString(CONFIGURATION.resolve("prometheus.yml"))
                .replace("origin:8081", "localhost:" + management.getPort())
                .replace("_interval: 15s", "_interval: 1s");
    }

    private JsonNode api(String call) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + call))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            JsonNode answer = JsonMapper.builder()
                    .build()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
            if (!answer.path("status").asString().equals("success")) {
                throw new AssertionError(call + ": " + answer);
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
