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

/** Each alert has a paragraph that says what to do and a test that sees it fire; the dashboard holds together. */
class AlertsTest {

    private static final Path RULES = Path.of("src", "ops", "prometheus", "rules.yml");
    private static final Path RULE_TESTS = Path.of("src", "ops", "prometheus", "rules-test.yml");
    private static final Path MANUAL = Path.of("docs", "operations.md");
    private static final Pattern METRIC = Pattern.compile("([a-z][a-z0-9_]+)\\{");

    @Test
    void alerts_eachHaveAParagraphInTheManual() throws IOException {
        String manual = Files.readString(MANUAL);
        for (Map<?, ?> rule : rules()) {
            String name = rule.get("alert").toString();
            assertThat(((Map<?, ?>) rule.get("annotations")).get("runbook"))
                    .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
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
                    .hasSameSizeAs(query.expression().split("\\{instance=~\"\\$instance\"", -1));
        });
        var places = new TreeSet<String>();
        for (var panel : Dashboard.json().path("panels")) {
            var at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            assertThat(places.add(at.path("x") + "," + at.path("y"))).isTrue();
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
