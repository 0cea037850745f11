package dev.cliprange.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One connection, many requests: clients and CDNs keep theirs for long. */
class ReactorNetty4361WorkaroundIT {

    private static final int REQUESTS = 2000;

    /**
     * A refusal is made at once, so the next request comes while the answer still ends. One in some hundred such requests
     * was never read, and its client waited in vain.
     */
    @Test
    void requests_refusedOneAfterTheOther_areAllAnswered() {
        Origin origin = Origin.shared();
        String slow = origin.client()
                .post("/api/admin/keys", Map.of("name", "slow", "role", "read", "requestsPerSecond", 3))
                .expect(201)
                .path("key")
                .asString();
        var client = new OriginClient(origin.base(), slow);

        Set<Integer> statuses = new TreeSet<>();
        for (int i = 0; i < REQUESTS; i++) {
            statuses.add(client.get("/api/clips/" + UUID.randomUUID()).status());
        }

        assertThat(statuses).containsExactly(404, 429);
    }

    /** Probes and scrapers keep their connections, too. */
    @Test
    void requests_toTheManagementPortOneAfterTheOther_areAllAnswered() {
        OriginClient client = Origin.shared().management();

        Set<Integer> statuses = new TreeSet<>();
        for (int i = 0; i < REQUESTS; i++) {
            statuses.add(client.get(i % 2 == 0 ? "/actuator/health/liveness" : "/actuator/none")
                    .status());
        }

        assertThat(statuses).containsExactly(200, 404);
    }
}
