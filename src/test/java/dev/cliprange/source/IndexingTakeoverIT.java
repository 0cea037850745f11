package dev.cliprange.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestPostgres;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** An instance is killed while it reads a source: another one takes the source over, and the attempt counts. */
class IndexingTakeoverIT {

    private static final Duration LONGEST = Duration.ofSeconds(150);

    /** A storage that answers the first look at an object, and keeps every other read waiting until it is released. */
    private static final class HeldStorage implements AutoCloseable {

        private final byte[] file;
        private final DisposableServer server;
        private final Sinks.Empty<Void> released = Sinks.empty();
        private final AtomicInteger held = new AtomicInteger();

        HeldStorage(byte[] file) {
            this.file = file;
            this.server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .handle(this::answer)
                    .bindNow();
        }

        String url() {
            return "http://127.0.0.1:" + server.port() + "/";
        }

        private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
            String[] range = request.requestHeaders()
                    .get("Range", "bytes=0-0")
                    .replace("bytes=", "")
                    .split("-", 2);
            int first = Integer.parseInt(range[0]);
            int last = Math.min(Integer.parseInt(range[1]), file.length - 1);
            var answer = response.status(206)
                    .header("ETag", "\"same\"")
                    .header("Content-Range", "bytes " + first + "-" + last + "/" + file.length)
                    .header("Content-Length", Integer.toString(last - first + 1))
                    .sendByteArray(Mono.fromSupplier(() -> Arrays.copyOfRange(file, first, last + 1)));
            if (last == 0) {
                return answer;
            }
            held.incrementAndGet();
            return released.asMono().then(Mono.from(answer));
        }

        void release() {
            released.tryEmitEmpty();
        }

        @Override
        public void close() {
            release();
            server.disposeNow();
        }
    }

    @Test
    void aKilledReader_isReplacedAndCounted() throws Exception {
        var database = TestPostgres.shared().createMigratedDatabase();
        try (var storage =
                new HeldStorage(Files.readAllBytes(MediaMatrix.entry("avc-2997").file()))) {
            var settings = new LinkedHashMap<String, Object>(database.properties());
            settings.put("cliprange.sources.allowed", storage.url());
            settings.put("cliprange.storage.response-timeout", "5m");
            settings.put("cliprange.storage.stall-timeout", "5m");
            String id;
            try (OriginProcess first = OriginProcess.ready(settings)) {
                id = first.client()
                        .post("/api/sources", Map.of("uri", storage.url() + "clip.mp4"))
                        .expect(201)
                        .path("id")
                        .asString();
                await().atMost(LONGEST).until(() -> storage.held.get() > 0);
                first.kill();
                await().atMost(LONGEST).until(() -> !first.isAlive());
            }
            assertThat(attempts(database)).isEqualTo(1);

            int held = storage.held.get();
            try (OriginProcess second = OriginProcess.ready(settings)) {
                OriginClient client = second.client();
                await().atMost(LONGEST).until(() -> storage.held.get() > held);
                assertThat(attempts(database)).isEqualTo(2);
                storage.release();
                await().atMost(LONGEST)
                        .until(() -> client.get("/api/sources/" + id)
                                .expect(200)
                                .path("state")
                                .asString()
                                .equals("ready"));
                assertThat(attempts(database)).isZero();
            }
        }
    }

    private static int attempts(TestPostgres.Database database) throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        database.properties().forEach((name, value) -> properties.put(name, value.toString()));
        try (Connection connection = DriverManager.getConnection(
                        properties.get("spring.datasource.url"),
                        properties.get("spring.datasource.username"),
                        properties.get("spring.datasource.password"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT attempts FROM source")) {
            row.next();
            return row.getInt(1);
        }
    }
}
