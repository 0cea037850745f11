package dev.cliprange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Grafana dashboard, read for what it asks Prometheus. */
final class Dashboard {

    static final Path FILE = Path.of("src", "ops", "grafana", "cliprange.json");

    private Dashboard() {}

    /** One query of one panel. */
    record Query(String panel, String expression) {

        /** The query with what Grafana would put in: the default job, every instance, and rates over so many seconds. */
        String over(int seconds) {
            return expression
                    .replace("$job", "cliprange")
                    .replace("$instance", ".*")
                    .replace("$__rate_interval", seconds + "s");
        }
    }

    static JsonNode json() {
        return JsonMapper.builder().build().readTree(FILE.toFile());
    }

    /** All queries of all panels, in their order. */
    static List<Query> queries() {
        var queries = new ArrayList<Query>();
        for (JsonNode panel : json().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asString(), target.path("expr").asString()));
            }
        }
        return queries;
    }
}
