package dev.cliprange.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** With {@code -Dcliprange.openapi.write=true} this writes the file instead. */
    @Test
    void document_isTheCommittedOne() throws IOException {
        ObjectNode served = document();
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

    private static ObjectNode document() {
        JsonNode document =
                Origin.shared().client().get("/api/openapi.json").expect(200);
        return (ObjectNode) document;
    }
}
