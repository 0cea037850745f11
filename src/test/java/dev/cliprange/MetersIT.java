package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server reports to Prometheus before its first request, and after requests of every kind. */
class MetersIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern VALUE = Pattern.compile("`([a-z0-9-]+)`");

    private static Origin origin;
    /** Of a server that has had no request. */
    private static String first;
    /** After clips of both engines, a failed source and rejected requests. */
    private static String last;

    @BeforeAll
    static void start() {
        origin = Origin.start(Map.of());
        first = scrape();
        var client = origin.client();
        for (String file : List.of("avc-closed-gop", "mkv-avc")) {
            var source = origin.source(MediaMatrix.entry(file).file());
            client.play(client.clip(source, 1, 2).path("streamUrl").asString());
        }
        client.get("/videos/none");
        Origin.storage().put("no-video.txt", "no video".getBytes(StandardCharsets.UTF_8));
        String broken = "s3://" + Origin.storage().bucket() + "/no-video.txt";
        String id = client.post("/api/sources", Map.of("uri", broken))
                .body()
                .path("id")
                .asString();
        client.get("/api/sources/" + id + "?wait=30");
        last = scrape();
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void promtool_findsNothingToReport(@TempDir Path folder) throws IOException {
        HostProgram.onPath("promtool");
        for (String scrape : List.of(first, last)) {
            Path file = Files.writeString(folder.resolve("metrics"), scrape);
            HostProgram.Run run =
                    HostProgram.onPath("sh").run("-c", "promtool check metrics < \"$1\"", "sh", file.toString());

            assertThat(run.output()).isEmpty();
            assertThat(run.exitCode()).isZero();
        }
    }

    /** Also where there is no promtool. */
    @Test
    void meters_allHaveHelp() {
        assertThat(last.lines().filter(line -> line.startsWith("# HELP ")))
                .hasSizeGreaterThan(50)
                .allMatch(line -> line.split(" ", 4)[3].length() > 5);
        assertThat(families("HELP", last)).isEqualTo(families("TYPE", last));
    }

    @Test
    void counters_existBeforeTheFirstRequest_atZero() {
        Set<String> own = ManualTablesTest.meters().map(MetersIT::family).collect(Collectors.toSet());
        for (String family : own) {
            assertThat(series(first)).as(family).anyMatch(series -> series.startsWith(family));
        }
        assertThat(first.lines()
                        .filter(line ->
                                line.matches("(clip|client|key|ffmpeg|source)_\\S+_(total|seconds_count)\\S* .*")))
                .hasSizeGreaterThan(30)
                .allMatch(line -> line.endsWith(" 0.0") || line.endsWith(" 0"));
    }

    /** The values that the manual lists in parentheses. */
    @Test
    void tags_haveTheValuesOfTheManual() {
        for (List<String> row : Manual.table("operations.md", "Metrics")) {
            String name = VALUE.matcher(row.getFirst().replace('.', '-'))
                    .replaceAll("$1")
                    .replace('-', '_');
            var tag = Pattern.compile("`(\\w+)` \\(([^)]+)\\)").matcher(row.get(1));
            while (tag.find()) {
                var values = VALUE.matcher(tag.group(2))
                        .results()
                        .map(value -> value.group(1))
                        .toList();
                assertThat(values).as(name).isNotEmpty();
                for (String value : values) {
                    assertThat(series(first))
                            .as(name)
                            .anyMatch(series ->
                                    series.startsWith(name) && series.contains(tag.group(1) + "=\"" + value + "\""));
                }
            }
        }
    }

    @Test
    void series_afterRequestsOfEveryKind_areThoseOfTheStart() {
        assertThat(own(last)).isEqualTo(own(first));
        assertThat(last).containsPattern("source_failed_total\\{code=\"[a-z-]+\"} 1\\.0");
        assertThat(last).contains("source_registered_total 3.0");
    }

    @Test
    void sourcesAndJobs_areCountedInTheDatabase() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(scrape())
                        .contains("source_states{state=\"ready\"} 2.0", "source_states{state=\"failed\"} 1.0")
                        .contains("job_backlog{kind=\"index-source\"} 0.0", "job_dead{kind=\"index-source\"} 0.0"));
    }

    private static String scrape() {
        return origin.management().text("/actuator/prometheus");
    }

    private static String family(String meterName) {
        return meterName.replace('.', '_');
    }

    private static Set<String> families(String kind, String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith("# " + kind + " "))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names and tags, without values. */
    private static Set<String> series(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> own(String scrape) {
        List<String> own = ManualTablesTest.meters().map(MetersIT::family).toList();
        return series(scrape).stream()
                .filter(series -> own.stream().anyMatch(series::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
