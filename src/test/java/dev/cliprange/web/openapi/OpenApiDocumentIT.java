package dev.cliprange.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.event.ChangeEvent;
import dev.cliprange.testing.Origin;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document that the server serves. */
class OpenApiDocumentIT {

    private static final Path COMMITTED = Path.of("docs", "openapi.json");
    private static final String WRITE = "cliprange.openapi.write";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static ObjectNode document;
    private static List<Call> calls;

    /** One call of the document. */
    private record Call(String method, String path, JsonNode operation) {

        boolean isOpen() {
            return path.startsWith("/videos/") || path.startsWith("/api/problems");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    static void read() {
        document =
                (ObjectNode) Origin.shared().client().get("/api/openapi.json").expect(200);
        calls = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(it -> calls.add(new Call(it.getKey(), path.getKey(), it.getValue()))));
    }

    /** With {@code -Dcliprange.openapi.write=true} this writes the file instead. */
    @Test
    void document_isTheCommittedOne() throws IOException {
        ObjectNode served = document.deepCopy();
        // The version is that of the build, which changes with each release.
        ((ObjectNode) served.path("info")).put("version", "development");
        String text = JSON.writeValueAsString(served).replace("\r\n", "\n") + "\n";
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(COMMITTED, text);
        }

        assertThat(Files.readString(COMMITTED))
                .as("docs/openapi.json; run this test with -D" + WRITE + "=true to write it again")
                .isEqualTo(text);
    }

    @Test
    void calls_haveNamesOfTheirOwn() {
        assertThat(calls)
                .hasSizeGreaterThan(25)
                .allSatisfy(
                        call -> assertThat(call.operation().path("operationId").asString(""))
                                .matches("[a-z]+([A-Z][a-z]+)+"));
        assertThat(calls.stream()
                        .map(call -> call.operation().path("operationId").asString("")))
                .doesNotHaveDuplicates()
                .contains("listSources", "createClip", "signClip", "deleteClip", "streamClip");
    }

    @Test
    void calls_needAKey_exceptPublicOnes() {
        assertThat(document.at("/security/0/key").isArray()).isTrue();
        assertThat(calls).anyMatch(Call::isOpen).allSatisfy(call -> {
            JsonNode security = call.operation().path("security");
            assertThat(security.isArray() && security.isEmpty()).isEqualTo(call.isOpen());
            assertThat(call.operation().path("responses").has("401")).isEqualTo(!call.isOpen());
        });
    }

    @Test
    void responses_haveMediaTypesAndProblems() {
        assertThat(calls).allSatisfy(call -> {
            JsonNode responses = call.operation().path("responses");
            assertThat(call.operation().findValuesAsString("*/*")).isEmpty();
            assertThat(responses.propertyNames()).contains("default").anyMatch(it -> it.startsWith("4"));
            responses.properties().forEach(response -> {
                boolean problem =
                        response.getKey().matches("[45].*") && !call.method().equals("head");
                assertThat(response.getValue()
                                .at("/content/application~1problem+json/schema/$ref")
                                .asString(""))
                        .as(response.getKey())
                        .isEqualTo(problem ? "#/components/schemas/Problem" : "");
                assertThat(response.getValue().path("content").has("*/*")).isFalse();
            });
        });
        assertThat(statuses("streamClip"))
                .contains("200", "206", "304", "400", "403", "404", "409", "410", "412", "416", "422", "429", "502");
        assertThat(statuses("redirectToStream")).contains("302", "403", "404");
        assertThat(statuses("registerSource")).contains("200", "201", "400", "413", "415", "422", "504");
        assertThat(call("registerSource").at("/responses/200/content"))
                .isEqualTo(call("registerSource").at("/responses/201/content"));
    }

    @Test
    void events_areThoseOfTheFeed() throws IllegalAccessException {
        Set<String> types = new TreeSet<>(Set.of("gap"));
        for (Field field : ChangeEvent.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                types.add((String) field.get(null));
            }
        }

        assertThat(document.at("/components/schemas/Event/discriminator/mapping")
                        .propertyNames())
                .containsExactlyInAnyOrderElementsOf(types);
    }

    /** Events are described by hand, so their enums might fall behind those of the resources. */
    @Test
    void enums_ofEvents_areThoseOfTheResources() {
        JsonNode schemas = document.path("components").path("schemas");

        assertThat(schemas.at("/SourceChangedEvent/properties/state/enum"))
                .isEqualTo(schemas.at("/Source/properties/state/enum"))
                .isNotEmpty();
        assertThat(schemas.at("/ClipsChangedEvent/properties/kind/enum"))
                .isEqualTo(schemas.at("/CutOperation/properties/kind/enum"))
                .isNotEmpty();
        for (String name : List.of("kind", "state")) {
            assertThat(schemas.at("/JobChangedEvent/properties/" + name + "/enum"))
                    .isEqualTo(schemas.at("/Job/properties/" + name + "/enum"))
                    .isNotEmpty();
        }
        assertThat(schemas.at("/Clip/properties/engine/enum").toString()).isEqualTo("[\"slice\",\"ffmpeg\"]");
        assertThat(schemas.at("/NewApiKey/properties/role/enum").size()).isEqualTo(3);
        assertThat(schemas.at("/SignRequest/properties/form/enum").size()).isEqualTo(3);
    }

    private static List<String> statuses(String id) {
        return List.copyOf(call(id).path("responses").propertyNames());
    }

    private static JsonNode call(String id) {
        return calls.stream()
                .map(Call::operation)
                .filter(it -> it.path("operationId").asString("").equals(id))
                .findFirst()
                .orElseThrow();
    }
}
