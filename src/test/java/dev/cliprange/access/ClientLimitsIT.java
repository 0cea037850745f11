package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may ask without a key, with wrong keys, and with bodies that never arrive. */
class ClientLimitsIT {

    private static final int PER_SECOND = 2;

    private static Origin origin;
    private static OriginClient client;

    @BeforeAll
    static void start() {
        origin = Origin.start(Map.of(
                "cliprange.limits.requests-per-second", PER_SECOND,
                "cliprange.limits.unknown-keys-per-second", PER_SECOND,
                "cliprange.limits.body-timeout", "1s"));
        client = origin.client();
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/problems",
                "/api/problems/not-found",
                "/api/openapi.json",
                "/api/docs",
                "/api/sources",
                "/api/none",
                "/videos/clips/none/stream/none",
                "/actuator/health",
                "/none",
                "/"
            })
    void requests_withoutAKey_haveARate(String path) {
        expectRefusedInTheEnd(() -> status(path, ""));
    }

    @Test
    void requests_withAnyKeyToAPathThatNeedsNone_haveARate() {
        expectRefusedInTheEnd(() -> status("/api/problems", "Bearer " + Origin.API_KEY));
    }

    @Test
    void management_hasNoRate() {
        for (int i = 0; i < 5 * PER_SECOND; i++) {
            // A connection for each, as of probes and scrapers.
            assertThat(origin.management().get("/actuator/health/liveness").status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cliprange_guessed", "guessed"})
    void unknownKeys_ofOneClient_haveARate_andGoodKeysPass(String guess) {
        expectRefusedInTheEnd(() -> status("/api/sources", "Bearer " + guess));
        String created = client.post("/api/admin/keys", Map.of("name", "limits", "role", "read"))
                .expect(201)
                .path("key")
                .asString();
        String good = "Bearer " + created;
        await().atMost(Duration.ofSeconds(10)).until(() -> status("/api/sources", good) == 200);

        expectRefusedInTheEnd(() -> status("/api/sources", "Bearer " + guess));

        assertThat(status("/api/sources", good))
                .as("a key that was good before")
                .isEqualTo(200);
        assertThat(client.get("/api/sources").status()).as("the configured key").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"uri\":"})
    void body_thatStopsArriving_isAProblemAndTheConnectionEnds(String beginning) throws IOException {
        try (var socket = new Socket(origin.base().getHost(), origin.base().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /api/sources HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Origin.API_KEY
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n" + beginning)
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = toEnd(socket.getInputStream());

            assertThat(answer).startsWith("HTTP/1.1 400").contains("request-invalid", "did not arrive");
        }
    }

    private static String toEnd(InputStream answer) throws IOException {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends as fast as it can, until a request is refused. */
    private static void expectRefusedInTheEnd(IntSupplier request) {
        List<Integer> statuses = IntStream.range(0, 100 * PER_SECOND)
                .map(i -> request.getAsInt())
                .takeWhile(status -> status != 429)
                .boxed()
                .toList();
        assertThat(statuses).hasSizeLessThan(100 * PER_SECOND);
    }

    private static int status(String path, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.base().resolve(path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        OriginClient.Answer answer = client.send(request.build());
        if (answer.status() == 429) {
            assertThat(answer.body().path("code").asString()).isEqualTo("too-busy");
            assertThat(answer.header("retry-after")).isNotEmpty();
        }
        return answer.status();
    }
}
