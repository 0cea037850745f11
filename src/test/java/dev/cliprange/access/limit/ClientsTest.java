package dev.cliprange.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.access.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientsTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
        "2001:db8:1:2::, 20010db800010002/64",
        "2001:db8:1:3::1, 20010db800010003/64",
        "::ffff:192.0.2.7, 192.0.2.7"
    })
    void of_peer_isItsAddressOrItsNetwork(String peer, String name) {
        assertThat(client(0, peer)).isEqualTo(name);
        assertThat(client(1, "192.0.2.1", peer)).as("forwarded").isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:4711, 192.0.2.7",
        "[2001:db8:1:2::1]:4711, 20010db800010002/64",
        "[2001:db8:1:2::1], 20010db800010002/64",
        "unknown, unknown"
    })
    void of_forwardedEntryOfAnotherForm_isUnderstood(String entry, String name) {
        assertThat(client(1, "192.0.2.1", entry)).isEqualTo(name);
    }

    @Test
    void of_entriesLeftOfTheTrustedOnes_areNotBelieved() {
        assertThat(client(2, "192.0.2.1", "6.6.6.6, 192.0.2.8", "192.0.2.9")).isEqualTo("192.0.2.8");
        assertThat(client(0, "192.0.2.1", "6.6.6.6")).isEqualTo("192.0.2.1");
        assertThat(client(3, "192.0.2.1", "6.6.6.6")).as("fewer than trusted").isEqualTo("192.0.2.1");
    }

    private static String client(int trustedProxies, String peer, String... forwarded) {
        var request = MockServerHttpRequest.get("/videos/none")
                .remoteAddress(new InetSocketAddress(InetAddress.ofLiteral(peer), 4711));
        if (forwarded.length > 0) {
            request.header("X-Forwarded-For", forwarded);
        }
        return new Clients(Limits.trusting(trustedProxies)).of(request.build());
    }
}
