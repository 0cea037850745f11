package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.Prometheus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * What the shipped autoscalers compute: KEDA's query on the view of a real database, and the expression of Fly's autoscaler
 * on a real Prometheus. The instance runs no jobs, so the queue is as the test writes it.
 */
class ScalingIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern COUNT = Pattern.compile("min\\((\\d+), ceil\\((\\w+) / (\\d+)\\)\\)");
    private static final Origin ORIGIN = Origin.start(Map.of("cliprange.role", "origin"));

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @BeforeEach
    void emptyQueue() throws SQLException {
        execute("DELETE FROM scheduled_tasks WHERE task_name = 'job'");
    }

    /** Running ones are those of the Kubernetes Jobs that KEDA has started before. */
    @ParameterizedTest
    @CsvSource({"0,0,0", "1,0,1", "0,1,0", "1,1,1", "500,0,10", "497,3,7", "2,9,1"})
    void keda_startsAWorkerForEachJob(int waiting, int running, int started) throws Exception {
        fillQueue(waiting, running);
        Map<?, ?> spec = (Map<?, ?>) worker().get("spec");
        Map<?, ?> trigger = (Map<?, ?>) ((Map<?, ?>) ((List<?>) spec.get("triggers")).getFirst()).get("metadata");

        double value = number(trigger.get("query").toString());
        double target = Double.parseDouble(trigger.get("targetQueryValue").toString());
        int most = (int) spec.get("maxReplicaCount");

        assertThat(value).isEqualTo(waiting + running);
        // The strategy "default" of KEDA.
        assertThat(Math.max(0, (int) Math.min(most, Math.ceil(value / target)) - running))
                .isEqualTo(started);
    }

    /** A job that is due later, such as one that failed a moment ago, needs no worker now. */
    @Test
    void queue_hasItsDepthItsAgeAndItsRunningTasks() throws SQLException {
        fillQueue(3, 2);
        execute("INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                + " VALUES ('job', 'later', now() + interval '1 hour', false, 1)");

        assertThat(number("SELECT waiting FROM job_queue")).isEqualTo(3);
        assertThat(number("SELECT running FROM job_queue")).isEqualTo(2);
        assertThat(number("SELECT oldest_waiting_seconds FROM job_queue")).isBetween(60.0, 600.0);
    }

    /**
     * The server's own lines, with other numbers in them: a server counts its queue at most every ten seconds. Prometheus
     * scrapes each second.
     */
    @Test
    void fly_startsAMachineForEachJob() throws Exception {
        HostProgram.onPath("prometheus");
        fillQueue(496, 4);
        String lines = await().atMost(SOON)
                .until(
                        this::linesOfTheQueue,
                        text -> value(text, "job_backlog") == 496 && value(text, "job_running") == 4);
        var served = new AtomicReference<>(lines);
        DisposableServer server = serve(served);
        try (Prometheus prometheus = Prometheus.watch(URI.create("http://localhost:" + server.port()))) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(machines(prometheus)).isEqualTo(10));
            served.set(with(lines, 0, 0));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(machines(prometheus)).isZero());
            served.set(with(lines, 1, 0));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(machines(prometheus)).isOne());
            served.set(with(lines, 2, 1));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(machines(prometheus)).isEqualTo(3));
            served.set(with(with(lines, 2, 1), "job-part", 4, 1));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(machines(prometheus)).isEqualTo(8));

            assertThat(streamsOfPods(prometheus)).containsExactlyInAnyOrder(7.0, 3.0);
        } finally {
            server.disposeNow(SOON);
        }
    }

    /** As the adapter asks for the pods of the deployment. */
    private static List<Double> streamsOfPods(Prometheus prometheus) throws IOException {
        Map<?, ?> adapter =
                (Map<?, ?>) new Yaml().load(Files.readString(Path.of("src", "ops", "prometheus", "adapter.yaml")));
        Map<?, ?> rule = (Map<?, ?>) ((List<?>) ((Map<?, ?>) adapter.get("rules")).get("custom")).getFirst();
        return prometheus.values(rule.get("metricsQuery")
                .toString()
                .replace("<<.Series>>", "clip_delivery_streams")
                .replace("<<.LabelMatchers>>", "namespace=\"videos\",pod=~\"a|b\"")
                .replace("<<.GroupBy>>", "pod"));
    }

    private static int machines(Prometheus prometheus) throws IOException {
        Map<String, String> settings = fly();
        List<Double> values = prometheus.values(settings.get("FAS_PROMETHEUS_QUERY"));
        assertThat(values).hasSize(1);
        Matcher count = COUNT.matcher(settings.get("FAS_MIN_STARTED_MACHINE_COUNT"));
        assertThat(count.matches()).isTrue();
        assertThat(count.group(2)).isEqualTo(settings.get("FAS_PROMETHEUS_METRIC_NAME"));
        assertThat(count.group(1)).isEqualTo(settings.get("FAS_MAX_STARTED_MACHINE_COUNT"));
        double jobs = values.getFirst();
        return (int) Math.min(Integer.parseInt(count.group(1)), Math.ceil(jobs / Integer.parseInt(count.group(3))));
    }

    private static Map<String, String> fly() throws IOException {
        return Files.readAllLines(Path.of("src", "ops", "fly", "autoscaler.toml")).stream()
                .filter(line -> line.startsWith("FAS_"))
                .map(line -> line.split(" = ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].substring(1, parts[1].length() - 1)));
    }

    private String linesOfTheQueue() {
        return ORIGIN.management()
                        .text("/actuator/prometheus")
                        .lines()
                        .filter(line -> line.startsWith("job_backlog{") || line.startsWith("job_running{"))
                        .collect(Collectors.joining("\n", "", "\n"))
                + "clip_delivery_streams{namespace=\"videos\",pod=\"a\"} 7\n"
                + "clip_delivery_streams{namespace=\"videos\",pod=\"b\"} 3\n"
                + "clip_delivery_streams{namespace=\"other\",pod=\"a\"} 100\n";
    }

    private static double value(String lines, String meter) {
        return lines.lines()
                .filter(line -> line.startsWith(meter + "{") && line.contains("kind=\"job\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String with(String lines, int waiting, int running) {
        return with(lines, "job", waiting, running);
    }

    private static String with(String lines, String kind, int waiting, int running) {
        return lines.replaceAll("(job_backlog\\{[^\\n]*kind=\"" + kind + "\"[^\\n]*\\}) [0-9.]+", "$1 " + waiting)
                .replaceAll("(job_running\\{[^\\n]*kind=\"" + kind + "\"[^\\n]*\\}) [0-9.]+", "$1 " + running);
    }

    private static DisposableServer serve(AtomicReference<String> text) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get(
                        "/actuator/prometheus",
                        (request, response) -> response.header("Content-Type", "text/plain; version=0.0.4")
                                .sendString(Mono.fromSupplier(text::get))))
                .bindNow(SOON);
    }

    private static Map<?, ?> worker() throws IOException {
        return StreamSupport.stream(
                        new Yaml()
                                .loadAll(Files.readString(Path.of("src", "ops", "kubernetes", "worker.yaml")))
                                .spliterator(),
                        false)
                .<Map<?, ?>>map(document -> (Map<?, ?>) document)
                .filter(document -> document.get("kind").equals("ScaledJob"))
                .findFirst()
                .orElseThrow();
    }

    private static void fillQueue(int waiting, int running) throws SQLException {
        execute(
                "INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version, last_heartbeat)"
                        + " SELECT 'job', gen_random_uuid() || '.1', now() - interval '1 minute', i > " + waiting
                        + ", 1, CASE WHEN i > " + waiting
                        + " THEN now() + interval '1 hour' END FROM generate_series(1, "
                        + (waiting + running) + ") i");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double number(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }
}
