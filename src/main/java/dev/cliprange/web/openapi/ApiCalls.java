package dev.cliprange.web.openapi;

import dev.cliprange.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the OpenAPI document says about each call beyond its types, from {@code api-examples.json}, with an example that
 * a test runs. Keys have the form {@code METHOD /path/{template}}; {@code status} is 200 by default.
 */
final class ApiCalls {

    private static final int OK = 200;

    private final JsonMapper json;
    private final JsonNode calls;

    ApiCalls(JsonMapper json) {
        this.json = json;
        try (InputStream file = new ClassPathResource("api-examples.json").getInputStream()) {
            this.calls = json.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One call.
     *
     * @param id the {@code operationId}
     * @param headId the {@code operationId} of HEAD, if the document lists it
     * @param status of the successful response in the example
     * @param repeatable whether the call takes an {@code Idempotency-Key}
     * @param success the response with that status
     * @param also further responses without a problem, by status
     * @param problems the failures of this call; those that every call of its kind has are not listed
     * @param parameters of path and query in the example, by name
     * @param body of the example, as maps and lists; empty if there is none
     */
    record Call(
            String id,
            Optional<String> headId,
            int status,
            boolean repeatable,
            Success success,
            Map<String, Success> also,
            List<Failure> problems,
            Map<String, Object> parameters,
            Optional<Object> body) {}

    /**
     * A response without a problem.
     *
     * @param like the status of a response with the same content and headers
     * @param content media types with content other than JSON
     */
    record Success(Optional<String> description, Optional<String> like, List<String> content, List<String> headers) {}

    Optional<Call> find(String method, String path) {
        return Optional.ofNullable(calls.get(method + " " + path)).map(this::call);
    }

    private Call call(JsonNode call) {
        Map<String, Object> parameters = new HashMap<>();
        for (String part : List.of("path", "query")) {
            call.path(part).properties().forEach(it -> parameters.put(it.getKey(), plain(it.getValue())));
        }
        Map<String, Success> also = new LinkedHashMap<>();
        call.path("also").properties().forEach(it -> also.put(it.getKey(), success(it.getValue())));
        return new Call(
                call.path("id").asString(""),
                text(call, "alsoHead"),
                call.path("status").asInt(OK),
                call.path("repeatable").asBoolean(false),
                success(call),
                also,
                strings(call, "problems").stream().map(ApiCalls::failure).toList(),
                parameters,
                Optional.ofNullable(call.get("body")).map(this::plain));
    }

    private static Success success(JsonNode response) {
        return new Success(
                text(response, "description"),
                text(response, "like"),
                strings(response, "content"),
                strings(response, "headers"));
    }

    private static Failure failure(String code) {
        return Arrays.stream(Failure.values())
                .filter(it -> it.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("api-examples.json: no failure has the code " + code));
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).map(JsonNode::asString);
    }

    private static List<String> strings(JsonNode node, String name) {
        List<String> strings = new ArrayList<>();
        node.path(name).forEach(it -> strings.add(it.asString()));
        return strings;
    }

    private Object plain(JsonNode value) {
        return json.treeToValue(value, Object.class);
    }
}
