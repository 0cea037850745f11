package dev.cliprange.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.http.HttpRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that are sent twice, on a real database. */
class IdempotencyIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();
    private final String key = UUID.randomUUID().toString();
    private JsonNode source = JSON.nullNode();
    private String path = "";

    @BeforeEach
    void register() {
        // An object of its own: other tests cut the shared one.
        Origin.storage()
                .put("idempotency/avc-2997.mp4", MediaMatrix.entry("avc-2997").file());
        source = client.readySource("s3://" + Origin.storage().bucket() + "/idempotency/avc-2997.mp4");
        path = "/api/sources/" + source.path("id").asString();
    }

    @AfterEach
    void deleteSource() {
        client.delete(path);
    }

    @Test
    void create_sameKeyAndRequest_returnsTheStoredResponse() {
        OriginClient.Answer first = send("POST", path + "/clips", "{\"start\": 1, \"end\": 2}", key);
        OriginClient.Answer second = send("POST", path + "/clips", "{ \"start\":1, \"end\":2 }", key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("etag")).isEqualTo(first.header("etag"));
        assertThat(second.header("location")).isEqualTo(first.header("location"));
        assertThat(operations()).isEqualTo(1);
    }

    @Test
    void create_sameKeyOtherRequest_isRefused() {
        send("POST", path + "/clips", "{\"start\": 1, \"end\": 2}", key).expect(201);

        for (OriginClient.Answer answer : List.of(
                send("POST", path + "/clips", "{\"start\": 2, \"end\": 3}", key),
                send("POST", path + "/clips:partition", "{\"cuts\": [1]}", key))) {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body().path("code").asString()).isEqualTo("idempotency-key-reused");
        }
        assertThat(operations()).isEqualTo(1);
    }

    @Test
    void create_thatFailed_mayTryAgainUnderItsKey() {
        JsonNode inTheWay = client.clip(source, 1, 2);
        assertThat(send("POST", path + "/clips", "{\"start\": 1, \"end\": 2}", key)
                        .status())
                .isEqualTo(409);
        client.delete("/api/clips/" + inTheWay.path("id").asString()).expect(204);

        send("POST", path + "/clips", "{\"start\": 1, \"end\": 2}", key).expect(201);
    }

    @Test
    void split_twentyTimesAtOnce_runsOnce() {
        JsonNode clip = client.clip(source, 1, 3);
        String split = "/api/clips/" + clip.path("id").asString() + "/split";

        List<OriginClient.Answer> answers =
                Concurrently.all(Collections.nCopies(20, key), same -> send("POST", split, "{\"at\": 2}", same));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers)
                .extracting(OriginClient.Answer::body)
                .containsOnly(answers.getFirst().body());
        assertThat(operations()).isEqualTo(2);
    }

    @Test
    void eachOtherCall_twice_isAnsweredTheSame() {
        JsonNode made = client.post(path + "/clips:partition", Map.of("cuts", List.of(1, 2, 3)))
                .expect(200)
                .path("clips");
        String first = "/api/clips/" + made.get(0).path("id").asString();
        String neighbour = made.get(1).path("id").asString();
        twice("PATCH", first, "{\"title\": \"t\"}");
        twice("POST", first + "/move-end", "{\"to\": 0.5}");
        twice("POST", first + "/merge", "{\"with\": \"" + neighbour + "\"}");
        twice("DELETE", first, "");
        twice("POST", path + "/clips:partition", "{\"cuts\": [2]}");
        String newest = client.get(path + "/operations")
                .body()
                .path("items")
                .get(0)
                .path("id")
                .asString();
        twice("POST", "/api/operations/" + newest + "/undo", "{}");
        twice("POST", "/api/sources", "{\"uri\": \"" + source.path("uri").asString() + "\"}");
    }

    @Test
    void key_thatIsNone_isRefused() {
        for (String none : new String[] {" ", "a b", "x".repeat(256)}) {
            OriginClient.Answer answer = send("POST", path + "/clips", "{\"start\": 1, \"end\": 2}", none);
            assertThat(answer.status()).as(none).isEqualTo(400);
        }
    }

    private void twice(String method, String address, String body) {
        String own = UUID.randomUUID().toString();
        OriginClient.Answer first = send(method, address, body, own);
        OriginClient.Answer second = send(method, address, body, own);
        assertThat(first.status()).as(address).isBetween(200, 204);
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.body()).isEqualTo(first.body());
    }

    private int operations() {
        return client.get(path + "/operations").expect(200).path("items").size();
    }

    private OriginClient.Answer send(String method, String address, String body, String idempotencyKey) {
        return client.send(client.request(address)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
