package dev.cliprange.ingest.upload;

import static dev.cliprange.ingest.IngestOrigin.PART_BYTES;
import static dev.cliprange.ingest.IngestOrigin.S3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Digest;
import dev.cliprange.ingest.IngestOrigin;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginClient.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import tools.jackson.databind.JsonNode;

/** An upload as a client sees it. */
final class UploadClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final OriginClient client;
    private final String id;
    private final JsonNode created;

    private UploadClient(OriginClient client, JsonNode created) {
        this.client = client;
        this.created = created;
        this.id = created.path("id").asString();
    }

    /** A film with a box of random bytes after it: three parts. */
    private static final class Film {
        static final byte[] BYTES = make();

        private static byte[] make() {
            try {
                return withFreeBox(
                        Files.readAllBytes(MediaMatrix.entry("avc-2997").file()), 2 * PART_BYTES + 1_234);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static byte[] film() {
        return Film.BYTES;
    }

    static UploadClient begin(OriginClient client, String name, long sizeBytes, Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        body.put("fileName", name);
        body.put("sizeBytes", sizeBytes);
        return new UploadClient(client, client.post("/api/uploads", body).expect(201));
    }

    String id() {
        return id;
    }

    int partCount() {
        return created.path("partCount").asInt();
    }

    String key() {
        String fileName = status().path("fileName").asString();
        return UploadName.key(UUID.fromString(id), fileName);
    }

    Map<String, Object> bind() {
        return Map.of("id", UUID.fromString(id));
    }

    JsonNode status() {
        return client.get("/api/uploads/" + id).expect(200);
    }

    JsonNode sign(Map<String, Object> body) {
        return client.post("/api/uploads/" + id + "/parts", body).expect(200).path("parts");
    }

    Answer complete() {
        return client.post("/api/uploads/" + id + "/complete", Map.of());
    }

    void send(byte[] file, Integer... numbers) throws Exception {
        for (JsonNode signed : sign(Map.of("numbers", List.of(numbers)))) {
            assertThat(put(signed, part(file, signed.path("number").asInt())).statusCode())
                    .isEqualTo(200);
        }
    }

    void abortInStorage() {
        IngestOrigin.unfinished("uploads/" + id)
                .forEach(upload -> S3.client()
                        .abortMultipartUpload(abort ->
                                abort.bucket(S3.bucket()).key(upload.key()).uploadId(upload.uploadId()))
                        .join());
    }

    /** Completes it without the server, as if the server had crashed after its call of the storage. */
    void completeInStorage() {
        String storageId = IngestOrigin.unfinished("uploads/" + id).getFirst().uploadId();
        List<Part> parts = S3.client()
                .listParts(list -> list.bucket(S3.bucket()).key(key()).uploadId(storageId))
                .join()
                .parts();
        S3.client()
                .completeMultipartUpload(complete -> complete.bucket(S3.bucket())
                        .key(key())
                        .uploadId(storageId)
                        .multipartUpload(it -> it.parts(parts.stream()
                                .map(part -> CompletedPart.builder()
                                        .partNumber(part.partNumber())
                                        .eTag(part.eTag())
                                        .build())
                                .toList())))
                .join();
    }

    static HttpResponse<String> put(JsonNode signed, byte[] bytes) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(signed.path("url").asString()))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        signed.path("headers")
                .properties()
                .forEach(header ->
                        request.header(header.getKey(), header.getValue().asString()));
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static byte[] part(byte[] file, int number) {
        int start = (int) ((number - 1) * PART_BYTES);
        return Arrays.copyOfRange(file, start, (int) Math.min(file.length, start + PART_BYTES));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(Digest.sha256(bytes));
    }

    /** ISO/IEC 14496-12, 8.1.2: readers skip the content. */
    private static byte[] withFreeBox(byte[] film, long contentBytes) throws IOException {
        byte[] content = new byte[(int) contentBytes];
        new Random(14).nextBytes(content);
        var out = new ByteArrayOutputStream();
        out.write(film);
        out.write(ByteBuffer.allocate(4).putInt(content.length + 8).array());
        out.write("free".getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        return out.toByteArray();
    }
}
