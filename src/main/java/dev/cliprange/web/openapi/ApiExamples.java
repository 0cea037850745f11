package dev.cliprange.web.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An example for each call, from {@code api-examples.json}. The OpenAPI document contains the examples, and a test runs
 * them. Keys have the form {@code METHOD /path/{template}}; {@code status} is 200 by default.
 */
final class ApiExamples {

    private static final int OK = 200;

    private final JsonMapper json;
    private final JsonNode calls;

    ApiExamples(JsonMapper json) {
        this.json = json;
        try (InputStream file = new ClassPathResource("api-examples.json").getInputStream()) {
            this.calls = json.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One example.
     *
     * @param status of the response
     * @param repeatable whether the call takes an {@code Idempotency-Key}
     * @param parameters of path and query, by name
     * @param body as maps and lists; empty if there is none
     */
    record Example(int status, boolean repeatable, Map<String, Object> parameters, Optional<Object> body) {}

    Optional<Example> find(String method, String path) {
        return Optional.ofNullable(calls.get(method + " " + path)).map(this::example);
    }

    private Example example(JsonNode call) {
        Map<String, Object> parameters = new java.util.HashMap<>();
        for (String part : new String[] {"path", "query"}) {
            call.path(part).properties().forEach(it -> parameters.put(it.getKey(), plain(it.getValue())));
        }
        return new Example(
                call.path("status").asInt(OK),
                call.path("repeatable").asBoolean(false),
                parameters,
                Optional.ofNullable(call.get("body")).map(this::plain));
    }

    private Object plain(JsonNode value) {
        return json.treeToValue(value, Object.class);
    }
}
