package dev.cliprange.ingest.upload;

import static dev.cliprange.ingest.IngestOrigin.ORIGIN;
import static dev.cliprange.ingest.IngestOrigin.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ingest.IngestOrigin;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Each call in each state of an upload of one part. */
class UploadStatesIT {

    private static byte[] film;

    private final OriginClient client = ORIGIN.client();

    @BeforeAll
    static void read() throws IOException {
        film = Files.readAllBytes(MediaMatrix.entry("avc-2997").file());
    }

    /**
     * The state, the call, the status of the response, what the response shows, the state after it, and the numbers of
     * objects and of unfinished multipart uploads in the storage.
     */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            open,      show,     200, missing [1],          open,      0, 1
            open,      sign,     200, parts [1],            open,      0, 1
            open,      complete, 409, upload-parts-missing, open,      0, 1
            open,      abort,    204, '',                   gone,      0, 0
            sent,      show,     200, missing [],           open,      0, 1
            sent,      sign,     200, parts [],             open,      0, 1
            sent,      complete, 201, source,               completed, 1, 0
            sent,      abort,    204, '',                   gone,      0, 0
            stored,    show,     200, missing [],           stored,    1, 0
            stored,    sign,     200, parts [],             stored,    1, 0
            stored,    complete, 201, source,               completed, 1, 0
            stored,    abort,    204, '',                   gone,      0, 0
            completed, show,     200, missing [],           completed, 1, 0
            completed, sign,     200, parts [],             completed, 1, 0
            completed, complete, 201, source,               completed, 1, 0
            completed, abort,    204, '',                   completed, 1, 0
            expired,   show,     404, upload-unknown,       gone,      0, 1
            expired,   sign,     404, upload-unknown,       gone,      0, 1
            expired,   complete, 404, upload-unknown,       gone,      0, 1
            expired,   abort,    404, upload-unknown,       gone,      0, 1
            aborted,   show,     404, upload-unknown,       gone,      0, 0
            aborted,   sign,     404, upload-unknown,       gone,      0, 0
            aborted,   complete, 404, upload-unknown,       gone,      0, 0
            aborted,   abort,    404, upload-unknown,       gone,      0, 0
            deleted,   show,     404, upload-unknown,       gone,      0, 0
            deleted,   sign,     404, upload-unknown,       gone,      0, 0
            deleted,   complete, 404, upload-unknown,       gone,      0, 0
            deleted,   abort,    404, upload-unknown,       gone,      0, 0
            """)
    void call_inEachState(
            String state, String call, int status, String shown, String after, int objects, int unfinished)
            throws Exception {
        UploadClient upload = UploadClient.begin(client, "a.mp4", film.length, Map.of());
        bring(upload, state);
        String path = "/api/uploads/" + upload.id();

        Answer answer = switch (call) {
            case "show" -> client.get(path);
            case "sign" -> client.post(path + "/parts", Map.of("numbers", List.of(1)));
            case "complete" -> client.post(path + "/complete", Map.of());
            case "abort" -> client.delete(path);
            default -> throw new IllegalArgumentException(call);
        };

        assertThat(answer.status()).isEqualTo(status);
        if (!shown.isEmpty()) {
            assertThat(shown(upload, answer.body())).isEqualTo(shown);
        }
        Answer now = client.get(path);
        assertThat(now.status() == 404 ? "gone" : now.body().path("state").asString())
                .isEqualTo(after);
        assertThat(IngestOrigin.objects("uploads/" + upload.id())).hasSize(objects);
        assertThat(IngestOrigin.unfinished("uploads/" + upload.id())).hasSize(unfinished);
    }

    private void bring(UploadClient upload, String state) throws Exception {
        if (List.of("sent", "stored", "completed", "deleted").contains(state)) {
            upload.send(film, 1);
        }
        switch (state) {
            case "open", "sent" -> {}
            case "stored" -> {
                sql("UPDATE upload SET completion_asked_at = now() WHERE id = :id", upload.bind());
                upload.completeInStorage();
            }
            case "completed" -> upload.complete().expect(201);
            case "expired" -> sql("UPDATE upload SET expires_at = now() WHERE id = :id", upload.bind());
            case "aborted" -> client.delete("/api/uploads/" + upload.id()).expect(204);
            case "deleted" ->
                client.delete("/api/sources/"
                                + upload.complete().expect(201).path("id").asString())
                        .expect(204);
            default -> throw new IllegalArgumentException(state);
        }
    }

    private static String shown(UploadClient upload, JsonNode body) {
        if (body.has("code")) {
            return body.path("code").asString();
        }
        if (body.has("missingParts")) {
            return "missing " + body.path("missingParts");
        }
        return body.has("parts")
                ? "parts " + body.path("parts").findValuesAsString("number")
                : body.path("uri").asString().contains(upload.id()) ? "source" : body.toString();
    }
}
