package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/** Each alert has a paragraph that says what to do and a test that sees it fire; the dashboard holds together. */
class AlertsTest {

    private static final Path RULES = Path.of("src", "ops", "prometheus", "rules.yml");
    private static final Path RULE_TESTS = Path.of("src", "ops", "prometheus", "rules-test.yml");
    /** What GitHub puts before the path of a file. */
    private static final String REPOSITORY = "https://github.com/cliprange/cliprange/blob/main/";

    private static final Path MANUAL = Path.of("docs", "operations.md");
    private static final Pattern METRIC = Pattern.compile("([a-z][a-z0-9_]+)\\{");

    @Test
    void alerts_eachHaveAParagraphInTheManual() throws IOException {
        String manual = Files.readString(MANUAL);
        for (Map<?, ?> rule : rules()) {
            String name = rule.get("alert").toString();
            assertThat(((Map<?, ?>) rule.get("annotations")).get("runbook_url"))
                    .isEqualTo(REPOSITORY + MANUAL + "#" + name.toLowerCase(Locale.ROOT));
            assertThat(manual).containsPattern("(?m)^#### " + name + "\n\n\\S.{80}");
        }
    }

    @Test
    void paragraphs_areAboutAlertsThatExist() throws IOException {
        Set<String> headings = Pattern.compile("(?m)^#### (\\w+)$")
                .matcher(Files.readString(MANUAL))
                .results()
                .map(heading -> heading.group(1))
                .collect(Collectors.toSet());

        assertThat(headings).isEqualTo(names());
    }

    @Test
    void alerts_areEachSeenFiringByARuleTest() throws IOException {
        var firing = new HashSet<String>();
        for (Object test : (List<?>) read(RULE_TESTS).get("tests")) {
            for (Object check : (List<?>) ((Map<?, ?>) test).get("alert_rule_test")) {
                if (((Map<?, ?>) check).containsKey("exp_alerts")) {
                    firing.add(((Map<?, ?>) check).get("alertname").toString());
                }
            }
        }

        assertThat(firing).isEqualTo(names());
    }

    @Test
    void dashboard_asksOnlyForTheInstancesChosen_andItsPanelsDoNotOverlap() {
        assertThat(Dashboard.queries()).isNotEmpty().allSatisfy(query -> {
            var metrics = METRIC.matcher(query.expression());
            assertThat(metrics.results().count()).isPositive();
            assertThat(query.expression().split("\\{", -1))
                    .hasSameSizeAs(query.expression().split("\\{job=~\"\\$job\",instance=~\"\\$instance\"", -1));
        });
        var places = new TreeSet<String>();
        for (var panel : Dashboard.json().path("panels")) {
            var at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            assertThat(places.add(at.path("x") + "," + at.path("y"))).isTrue();
        }
    }

    @Test
    void dashboard_hasAJobWithADefault_andInstancesOfIt() {
        JsonNode variables = Dashboard.json().path("templating").path("list");

        assertThat(variables)
                .filteredOn(it -> it.path("name").asString().equals("job"))
                .singleElement()
                .satisfies(job ->
                        assertThat(job.path("current").path("value").asString()).isEqualTo("cliprange"));
        assertThat(variables)
                .filteredOn(it -> it.path("name").asString().equals("instance"))
                .singleElement()
                .satisfies(instance ->
                        assertThat(instance.path("definition").asString()).contains("{job=~\"$job\"}"));
        assertThat(Dashboard.json().path("annotations").path("list"))
                .allSatisfy(list -> assertThat(list.path("expr").asString()).contains("job=~\"$job\""));
    }

    /** A quotient of an idle server has no value; it is not infinite. */
    @Test
    void dashboard_dividesOnlyByWhatIsPositive() {
        assertThat(Dashboard.queries())
                .filteredOn(query -> query.expression().contains(" / "))
                .hasSizeGreaterThan(2)
                .allSatisfy(query -> assertThat(query.expression()).matches(".+ / \\(.+ > 0\\)"));
    }

    @Test
    void alerts_selectOnlyTheirJob_andNameIt() throws IOException {
        for (Map<?, ?> rule : rules()) {
            String expression = rule.get("expr").toString();
            long selectors = METRIC.matcher(expression).results().count();

            assertThat(selectors).as(expression).isPositive();
            assertThat(expression.split("\\{job=\"cliprange\"", -1))
                    .as(expression)
                    .hasSize((int) selectors + 1);
            assertThat(expression).doesNotContainPattern("[a-z]\\[[0-9]+m]");
            assertThat(expression)
                    .satisfiesAnyOf(
                            it -> assertThat(it).contains("by (job"),
                            it -> assertThat(it).startsWith("up{"));
        }
    }

    private static Set<String> names() throws IOException {
        return rules().stream().map(rule -> rule.get("alert").toString()).collect(Collectors.toSet());
    }

    private static List<Map<?, ?>> rules() throws IOException {
        Map<?, ?> group = (Map<?, ?>) ((List<?>) read(RULES).get("groups")).getFirst();
        return ((List<?>) group.get("rules"))
                .stream().<Map<?, ?>>map(rule -> (Map<?, ?>) rule).toList();
    }

    private static Map<?, ?> read(Path file) throws IOException {
        return (Map<?, ?>) new Yaml().load(Files.readString(file));
    }
}
