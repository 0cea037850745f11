package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HostProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The scripts that make and try the image do not collide with what runs on the machine. */
class ImageScriptsTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void freePort_whereSomethingListens_isAnotherOne() throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            HostProgram.Run run = bash("free_port " + taken.getLocalPort());

            assertThat(Integer.parseInt(run.output().strip())).isGreaterThan(taken.getLocalPort());
        }
    }

    @Test
    void ports_ofOneRun_areDifferentAndFree() {
        String[] ports = bash("echo $DATABASE_PORT $STORAGE_PORT $SERVER_PORT $MANAGEMENT_SERVER_PORT")
                .output()
                .strip()
                .split(" ");

        assertThat(ports).hasSize(4).doesNotHaveDuplicates().allMatch(port -> Integer.parseInt(port) >= 20_000);
    }

    @Test
    void ready_ofAnotherServer_isNotTakenForThisRun() {
        DisposableServer other = HttpServer.create()
                .host(LOOPBACK.getHostAddress())
                .port(0)
                .route(routes -> routes.get("/actuator/health/readiness", (request, response) -> response.send())
                        .get(
                                "/api/sources",
                                (request, response) -> response.status(401).send()))
                .bindNow();
        try {
            HostProgram.onPath("curl");
            String base = "http://127.0.0.1:" + other.port();
            HostProgram.Run run =
                    bash("ORIGIN=" + base + " MANAGEMENT=" + base + " ORIGIN_PID=$$; await_ready || exit 7");

            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(run.output()).contains("another server answers at " + base);
        } finally {
            other.disposeNow();
        }
    }

    private static HostProgram.Run bash(String script) {
        return HostProgram.onPath("bash").run("-c", "set -euo pipefail; . src/ops/image/stage; " + script);
    }
}
