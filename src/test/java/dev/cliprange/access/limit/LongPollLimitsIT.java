package dev.cliprange.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Requests that wait for a source, of one client and with one key. */
class LongPollLimitsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /**
     * One request may wait for each client, or for each key.
     *
     * @param sameClient the client of the request that is refused
     * @param sameKey whether it has the same key as the one that waits
     * @param otherClient the client of the request that is not refused
     * @param otherKey whether that one has the same key
     */
    @ParameterizedTest
    @CsvSource({
        "client, 192.0.2.1, false, 192.0.2.2, true",
        "client, 192.0.2.1, true, 2001:db8::1, true",
        "key, 192.0.2.2, true, 192.0.2.1, false"
    })
    void secondThatWaits_isTooBusyUntilTheFirstHasLeft(
            String what, String sameClient, boolean sameKey, String otherClient, boolean otherKey) throws SQLException {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "cliprange.limits.long-polls-per-client", 0,
                "cliprange.limits.long-polls-per-key", 0,
                "cliprange.limits.trusted-proxies", 1));
        settings.put("cliprange.limits.long-polls-per-" + what, 1);
        try (Origin origin = Origin.start(settings)) {
            String first = key(origin, "first");
            String second = key(origin, "second");
            String unfinished = unfinished(origin);
            try (RawPlayer waiting = RawPlayer.raw(
                    origin.base().getPort(),
                    unfinished + "?wait=60",
                    "Authorization",
                    "Bearer " + first,
                    "X-Forwarded-For",
                    "192.0.2.1")) {
                awaitHolders(origin, 1);

                OriginClient.Answer refused = poll(origin, sameKey ? first : second, sameClient, unfinished);

                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.body().path("code").asString()).isEqualTo("too-busy");
                assertThat(refused.body().path("detail").asString())
                        .startsWith("This " + what + " has 1 requests that wait");
                assertThat(refused.header("retry-after")).isNotEmpty();
                assertThat(refused.header("cache-control")).isEqualTo("no-store");
                assertThat(poll(origin, otherKey ? first : second, otherClient, unfinished)
                                .status())
                        .as("others")
                        .isEqualTo(200);
                awaitHolders(origin, 1);
                waiting.close();
                awaitHolders(origin, 0);
            }
            assertThat(poll(origin, sameKey ? first : second, sameClient, unfinished)
                            .status())
                    .as("the place is free")
                    .isEqualTo(200);
        }
    }

    private static void awaitHolders(Origin origin, int number) {
        await().atMost(LIMIT).until(() -> origin.bean(HeldPlacesFilter.class).holders() == number);
    }

    private static OriginClient.Answer poll(Origin origin, String key, String client, String path) {
        var caller = new OriginClient(origin.base(), key);
        return caller.send(caller.request(path + "?wait=1")
                .header("X-Forwarded-For", client)
                .GET()
                .build());
    }

    private static String key(Origin origin, String name) {
        return origin.client()
                .post("/api/admin/keys", Map.of("name", name, "role", "read"))
                .expect(201)
                .path("key")
                .asString();
    }

    /** The path of a source that no task reads any more. */
    private static String unfinished(Origin origin) throws SQLException {
        JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
        try (Connection connection = origin.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE source SET state = 'INDEXING'");
        }
        return "/api/sources/" + source.path("id").asString();
    }
}
