package dev.cliprange.ingest.upload;

import static dev.cliprange.ingest.IngestOrigin.ORIGIN;
import static dev.cliprange.ingest.IngestOrigin.S3;
import static dev.cliprange.ingest.IngestOrigin.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ingest.IngestOrigin;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What is left of uploads that expire, are aborted or lose their source: nothing. */
@ExtendWith(NettyLeaks.class)
class UploadEndIT {

    private final OriginClient client = IngestOrigin.client();
    private final byte[] film = UploadClient.film();

    /** The server crashed after the storage had put the parts together, and the client never tries again. */
    @Test
    void janitor_interruptedCompletion_isRepeated() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);
        upload.completeInStorage();
        sql("UPDATE upload SET completion_asked_at = now() - interval '1 hour' WHERE id = :id", upload.bind());

        clean();

        assertThat(upload.status().path("state").asString()).isEqualTo("completed");
    }

    @Test
    void calls_uploadThatExpired_are404AndTheJanitorRemovesIt() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1);
        sql("UPDATE upload SET expires_at = now() WHERE id = :id", upload.bind());

        assertUnknown(upload.id());
        assertThat(IngestOrigin.unfinished("uploads/" + upload.id())).hasSize(1);

        clean();

        assertThat(IngestOrigin.unfinished("uploads/" + upload.id())).isEmpty();
        assertThat(sql("DELETE FROM upload WHERE id = :id", upload.bind())).isZero();
    }

    @Test
    void calls_unknownUpload_are404() {
        assertUnknown(UUID.randomUUID().toString());
    }

    @Test
    void calls_everyOne_renewsTheExpiry() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        List<Runnable> calls = List.of(
                () -> upload.status(), () -> upload.sign(Map.of("numbers", List.of(1))), () -> upload.complete());

        for (Runnable call : calls) {
            sql("UPDATE upload SET expires_at = now() + interval '1 hour' WHERE id = :id", upload.bind());
            call.run();
            assertThat(sql(
                            "UPDATE upload SET id = id WHERE id = :id AND expires_at > now() + interval '23 hours'",
                            upload.bind()))
                    .isEqualTo(1);
        }
    }

    @Test
    void delete_openUpload_leavesNothing() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1);

        client.delete("/api/uploads/" + upload.id()).expect(204);

        assertThat(IngestOrigin.unfinished("uploads/" + upload.id())).isEmpty();
        assertUnknown(upload.id());
    }

    @Test
    void janitor_uploadWithoutARow_isAbortedAndAllOthersStay() throws Exception {
        UploadClient live = begin("a.mp4", film.length, Map.of());
        live.send(film, 1);
        String lost = "uploads/" + UUID.randomUUID() + "/a.mp4";
        String foreign = "uploads/of-another-program/a.mp4";
        for (String key : List.of(lost, foreign)) {
            S3.client()
                    .createMultipartUpload(create -> create.bucket(S3.bucket()).key(key))
                    .join();
        }

        clean();

        assertThat(IngestOrigin.unfinished(lost)).isEmpty();
        assertThat(IngestOrigin.unfinished(foreign)).hasSize(1);
        assertThat(live.status().path("parts")).hasSize(1);
    }

    @Test
    void deleteSource_uploadedHere_deletesItsObjectAndItsUpload() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);
        JsonNode source = upload.complete().expect(201);

        client.delete("/api/sources/" + source.path("id").asString()).expect(204);

        assertThat(IngestOrigin.objects("uploads/" + upload.id())).isEmpty();
        assertThat(sql("DELETE FROM upload WHERE id = :id", upload.bind())).isZero();
        assertUnknown(upload.id());
    }

    /** The storage failed when the source was deleted. */
    @Test
    void janitor_objectWhoseSourceWasDeleted_isDeleted() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);
        JsonNode source = upload.complete().expect(201);
        sql(
                "DELETE FROM source WHERE id = :id",
                Map.of("id", UUID.fromString(source.path("id").asString())));

        clean();

        assertThat(IngestOrigin.objects("uploads/" + upload.id())).isEmpty();
        assertThat(sql("DELETE FROM upload WHERE id = :id", upload.bind())).isZero();
    }

    @Test
    void deleteSource_registeredByUrl_neverDeletesItsObject() {
        String key = "uploads/films/own.mp4";
        S3.put(key, MediaMatrix.entry("avc-2997").file());
        JsonNode source = client.readySource("s3://" + S3.bucket() + "/" + key);

        client.delete("/api/sources/" + source.path("id").asString()).expect(204);

        assertThat(IngestOrigin.objects(key)).containsExactly(key);
    }

    private UploadClient begin(String name, long sizeBytes, Map<String, Object> more) {
        return UploadClient.begin(client, name, sizeBytes, more);
    }

    private void clean() {
        ORIGIN.bean(UploadJanitor.class).prune().block();
    }

    private void assertUnknown(String id) {
        List<Answer> answers = List.of(
                client.get("/api/uploads/" + id),
                client.post("/api/uploads/" + id + "/parts", Map.of("numbers", List.of(1))),
                client.post("/api/uploads/" + id + "/complete", Map.of()),
                client.delete("/api/uploads/" + id));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body().path("code").asString()).isEqualTo("upload-unknown");
        });
    }
}
