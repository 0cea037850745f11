package dev.cliprange.ingest.upload;

import static dev.cliprange.ingest.IngestOrigin.FRONT;
import static dev.cliprange.ingest.IngestOrigin.ORIGIN;
import static dev.cliprange.ingest.IngestOrigin.PART_BYTES;
import static dev.cliprange.ingest.IngestOrigin.S3;
import static dev.cliprange.ingest.IngestOrigin.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.ingest.IngestOrigin;
import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginClient.Answer;
import dev.cliprange.testing.S3Front;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Uploads in parts to a real S3 endpoint. */
@ExtendWith(NettyLeaks.class)
class UploadIT {

    private final OriginClient client = IngestOrigin.client();
    private final byte[] film = UploadClient.film();

    @Test
    void upload_inParts_becomesAReadySourceWithTheSameBytes() throws Exception {
        UploadClient upload = begin("Harbour at dawn.mp4", film.length, Map.of("contentType", "video/mp4"));
        assertThat(upload.partCount()).isEqualTo(3);
        upload.send(film, 1, 2, 3);

        Answer completed = upload.complete();
        JsonNode source = ready(completed.expect(201));

        assertThat(source.path("state").asString()).isEqualTo("ready");
        assertThat(source.path("title").asString()).isEqualTo("Harbour at dawn.mp4");
        assertThat(source.path("uri").asString()).isEqualTo("s3://" + S3.bucket() + "/" + upload.key());
        assertThat(completed.header("location"))
                .isEqualTo("/api/sources/" + source.path("id").asString());
        assertThat(S3.get(upload.key())).isEqualTo(film);
        assertThat(S3.client()
                        .headObject(head -> head.bucket(S3.bucket()).key(upload.key()))
                        .join()
                        .contentType())
                .isEqualTo("video/mp4");
        JsonNode status = upload.status();
        assertThat(status.path("state").asString()).isEqualTo("completed");
        assertThat(status.path("sourceId").asString())
                .isEqualTo(source.path("id").asString());
        assertThat(IngestOrigin.unfinished("uploads/" + upload.id())).isEmpty();
    }

    @Test
    void upload_wholeLife_costsFewCallsOfTheStorage() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);
        upload.complete().expect(201);

        List<String> calls = FRONT.log().stream()
                .filter(entry -> entry.path().contains(upload.id()))
                .filter(entry -> entry.method().equals("HEAD")
                        || entry.parameter("uploads").isPresent()
                        || entry.parameter("uploadId").isPresent())
                .map(S3Front.Entry::method)
                .toList();

        // Create; list before the URLs; three parts; list, complete and look.
        assertThat(calls).containsExactly("POST", "GET", "PUT", "PUT", "PUT", "GET", "POST", "HEAD");
    }

    @Test
    void urls_ofParts_areOnlyForMissingOnesAndHaveNoChecksumOfTheirOwn() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 2);

        JsonNode parts = upload.sign(Map.of("numbers", List.of(1, 2, 3, 3)));

        assertThat(parts.findValuesAsString("number")).containsExactly("1", "3");
        assertThat(parts).allSatisfy(part -> {
            String url = part.path("url").asString();
            assertThat(url)
                    .startsWith(FRONT.publicEndpoint() + "/" + S3.bucket() + "/")
                    .contains("X-Amz-Expires=3600", "X-Amz-SignedHeaders=host&")
                    .doesNotContainIgnoringCase("x-amz-checksum")
                    .doesNotContainIgnoringCase("x-amz-sdk-checksum-algorithm");
            assertThat(part.path("headers").isEmpty()).isTrue();
        });
    }

    @Test
    void part_withStatedChecksum_isRejectedByTheStorageIfItsBytesDiffer() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        byte[] right = UploadClient.part(film, 2);
        byte[] wrong = right.clone();
        wrong[4_711] ^= 1;
        JsonNode signed = upload.sign(Map.of("numbers", List.of(2), "sha256", Map.of("2", UploadClient.hex(right))))
                .get(0);

        assertThat(signed.path("headers").propertyNames()).containsExactly("x-amz-checksum-sha256");
        assertThat(signed.path("url").asString())
                .contains("X-Amz-SignedHeaders=host%3Bx-amz-checksum-sha256")
                .doesNotContainIgnoringCase("x-amz-sdk-checksum-algorithm");
        assertThat(UploadClient.put(signed, wrong).statusCode()).isEqualTo(400);
        assertThat(upload.status().path("missingParts")).hasSize(3);
        assertThat(UploadClient.put(signed, right).statusCode()).isEqualTo(200);
        assertThat(upload.status().path("missingParts").toString()).isEqualTo("[1,3]");
    }

    @Test
    void complete_missingForeignAndOversizedParts_namesThem() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        JsonNode urls = upload.sign(Map.of("numbers", List.of(1, 2, 3)));
        UploadClient.put(urls.get(0), Arrays.copyOf(film, (int) PART_BYTES + 1));
        UploadClient.put(urls.get(2), Arrays.copyOf(film, 10));

        Answer refused = upload.complete();

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("code").asString()).isEqualTo("upload-parts-missing");
        assertThat(refused.body().path("missingParts").toString()).isEqualTo("[1,2,3]");
        JsonNode status = upload.status();
        assertThat(status.path("parts").findValuesAsString("number")).containsExactly("1", "3");
        assertThat(status.path("parts").findValuesAsString("wrong")).containsExactly("true", "true");

        upload.send(film, 1, 2, 3);
        assertThat(upload.complete().status()).isEqualTo(201);
        assertThat(S3.get(upload.key())).isEqualTo(film);
    }

    @Test
    void status_partsInPages_areAllSeen() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);
        FRONT.listPartsInPagesOf(1);
        try {
            assertThat(upload.status().path("parts")).hasSize(3);
            assertThat(upload.sign(Map.of("numbers", List.of(1, 2, 3)))).isEmpty();
            assertThat(upload.complete().status()).isEqualTo(201);
        } finally {
            FRONT.listPartsInPagesOf(1_000);
        }
        assertThat(FRONT.log().stream()
                        .filter(entry -> entry.path().contains(upload.id())
                                && entry.parameter("part-number-marker").isPresent()))
                .isNotEmpty();
        assertThat(S3.get(upload.key())).isEqualTo(film);
    }

    @Test
    void complete_atTheSameTimeAndAgain_isOneSource() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);

        List<Answer> answers = Concurrently.all(List.of(1, 2, 3, 4), number -> upload.complete());
        Answer again = upload.complete();

        String id = again.expect(201).path("id").asString();
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.expect(201).path("id").asString()).isEqualTo(id));
    }

    @Test
    void complete_responseOfTheStorageLost_isTheSameSource() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);
        FRONT.loseNextCompletion();

        Answer completed = upload.complete();

        assertThat(completed.status()).isEqualTo(201);
        assertThat(S3.get(upload.key())).isEqualTo(film);
    }

    /** The server crashed after the storage had put the parts together. */
    @Test
    void complete_storageHasTheObjectAlready_registersIt() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.send(film, 1, 2, 3);
        upload.completeInStorage();

        assertThat(upload.status().path("state").asString()).isEqualTo("stored");
        JsonNode source = upload.complete().expect(201);

        assertThat(ready(source).path("state").asString()).isEqualTo("ready");
    }

    @Test
    void complete_objectOfAnotherSize_isRejectedAndNothingRegistered() throws Exception {
        UploadClient upload = begin("a.mp4", film.length, Map.of());
        upload.abortInStorage();
        S3.put(upload.key(), new byte[100]);

        Answer refused = upload.complete();

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("code").asString()).isEqualTo("upload-size-mismatch");
        assertThat(sql("SELECT 1 FROM source WHERE uri LIKE '%' || :id || '%'", Map.of("id", upload.id())))
                .isZero();
        client.delete("/api/uploads/" + upload.id()).expect(204);
        assertThat(IngestOrigin.objects("uploads/" + upload.id())).isEmpty();
    }

    @Test
    void upload_checksumOfTheFile_isVerifiedBeforeTheSourceIsReady() throws Exception {
        UploadClient right = begin("a.mp4", film.length, Map.of("sha256", UploadClient.hex(film)));
        right.send(film, 1, 2, 3);
        UploadClient wrong = begin("b.mp4", film.length, Map.of("sha256", UploadClient.hex(new byte[1])));
        wrong.send(film, 1, 2, 3);

        JsonNode ready = ready(right.complete().expect(201));
        JsonNode failed = ready(wrong.complete().expect(201));

        assertThat(ready.path("state").asString()).isEqualTo("ready");
        assertThat(failed.path("state").asString()).isEqualTo("failed");
        assertThat(failed.path("problem").path("code").asString()).isEqualTo("checksum-mismatch");

        String id = failed.path("id").asString();
        client.post("/api/sources/" + id + "/reindex", Map.of()).expect(202);
        JsonNode again = client.get("/api/sources/" + id + "?wait=60").expect(200);
        assertThat(again.path("state").asString()).isEqualTo("failed");
        assertThat(again.path("problem").path("code").asString()).isEqualTo("checksum-mismatch");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 5_497_558_138_881L, Long.MAX_VALUE})
    void create_emptyOrTooLarge_is422(long sizeBytes) {
        Answer refused = client.post("/api/uploads", Map.of("fileName", "a.mp4", "sizeBytes", sizeBytes));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("code").asString()).isEqualTo("upload-size-refused");
    }

    @Test
    void calls_invalidFields_are400AndNameThem() {
        UploadClient upload = begin("a.mp4", film.length, Map.of());

        assertInvalid(client.post("/api/uploads", Map.of("fileName", "", "sizeBytes", 1)), "/fileName");
        assertInvalid(client.post("/api/uploads", Map.of("fileName", "a\nb", "sizeBytes", 1)), "/fileName");
        assertInvalid(client.post("/api/uploads", Map.of("fileName", "a")), "/sizeBytes");
        assertInvalid(client.post("/api/uploads", Map.of("fileName", "a", "sizeBytes", 1, "sha256", "xyz")), "/sha256");
        String parts = "/api/uploads/" + upload.id() + "/parts";
        assertInvalid(client.post(parts, Map.of("numbers", List.of())), "/numbers");
        assertInvalid(client.post(parts, Map.of("numbers", List.of(1, 4))), "/numbers/1");
        assertInvalid(
                client.post(
                        parts,
                        Map.of("numbers", IntStream.rangeClosed(1, 101).boxed().toList())),
                "/numbers");
        assertInvalid(client.post(parts, Map.of("numbers", List.of(1), "sha256", Map.of("1", "abc"))), "/sha256/1");
    }

    @Test
    void create_sameIdempotencyKey_isTheSameUpload() {
        HttpRequest request = client.request("/api/uploads")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "upload-once")
                .POST(HttpRequest.BodyPublishers.ofString("{\"fileName\":\"a.mp4\",\"sizeBytes\":10}"))
                .build();

        JsonNode first = client.send(request).expect(201);

        assertThat(client.send(request).expect(201)).isEqualTo(first);
    }

    @Test
    void readiness_showsWhetherTheStorageVerifiesChecksums() {
        UploadClient upload = begin("a.mp4", 10, Map.of());
        upload.sign(Map.of("numbers", List.of(1), "sha256", Map.of("1", UploadClient.hex(new byte[10]))));

        JsonNode health = ORIGIN.management().get("/actuator/health/readiness").expect(200);

        assertThat(health.at("/components/storage/details/partChecksums").asString())
                .isEqualTo("verified");
    }

    private UploadClient begin(String name, long sizeBytes, Map<String, Object> more) {
        return UploadClient.begin(client, name, sizeBytes, more);
    }

    private JsonNode ready(JsonNode source) {
        return client.get("/api/sources/" + source.path("id").asString() + "?wait=60")
                .expect(200);
    }

    private static void assertInvalid(Answer answer, String pointer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asString()).isEqualTo("request-invalid");
        assertThat(answer.body().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }
}
