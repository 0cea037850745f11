package dev.cliprange.source.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;

/** Old indexes are replaced one after another, and what fails is left as it is. */
class IndexRefreshPaceIT {

    private static final Path FILE = Path.of("src/test/resources/field/every-sample-sync.mp4");

    private final TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
    private final OldIndex old = new OldIndex(database);
    private final Objects objects = new Objects();

    /** A web server with objects that all have the same bytes and entity tag, until a test changes some of them. */
    private static final class Objects implements AutoCloseable {

        private final byte[] file = read();
        private final Map<String, byte[]> changed = new ConcurrentHashMap<>();
        private final Set<String> missing = ConcurrentHashMap.newKeySet();
        private final Map<String, Integer> active = new ConcurrentHashMap<>();
        private final AtomicInteger mostActive = new AtomicInteger();
        private final DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::answer)
                .bindNow();
        private volatile Sinks.Empty<Void> gate = opened();

        private static byte[] read() {
            try {
                return Files.readAllBytes(FILE);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static Sinks.Empty<Void> opened() {
            Sinks.Empty<Void> gate = Sinks.empty();
            gate.tryEmitEmpty();
            return gate;
        }

        String url() {
            return "http://127.0.0.1:" + server.port() + "/";
        }

        /** Requests from now on wait for {@link #release}. */
        void hold() {
            gate = Sinks.empty();
            mostActive.set(0);
        }

        void release() {
            gate.tryEmitEmpty();
        }

        private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
            String path = request.path();
            return Mono.defer(() -> {
                        active.merge(path, 1, Integer::sum);
                        mostActive.accumulateAndGet(active.size(), Math::max);
                        return gate.asMono().then(Mono.defer(() -> Mono.from(send(path, request, response))));
                    })
                    .doFinally(end -> active.computeIfPresent(path, (key, count) -> count == 1 ? null : count - 1));
        }

        private Publisher<Void> send(String path, HttpServerRequest request, HttpServerResponse response) {
            if (missing.contains(path)) {
                return response.status(404).send();
            }
            byte[] bytes = changed.getOrDefault(path, file);
            String[] range = request.requestHeaders()
                    .get("Range", "bytes=0-0")
                    .replace("bytes=", "")
                    .split("-", 2);
            int first = Integer.parseInt(range[0]);
            int last = Math.min(range[1].isEmpty() ? bytes.length : Integer.parseInt(range[1]), bytes.length - 1);
            return response.status(206)
                    .header("ETag", "\"same\"")
                    .header("Content-Range", "bytes " + first + "-" + last + "/" + bytes.length)
                    .header("Content-Length", Integer.toString(last - first + 1))
                    .sendByteArray(Mono.just(Arrays.copyOfRange(bytes, first, last + 1)));
        }

        @Override
        public void close() {
            release();
            server.disposeNow();
        }
    }

    @AfterEach
    void close() {
        objects.close();
    }

    @Test
    void manySources_areReadOneAtATimeByAllInstances_andNewOnesDoNotWait() throws Exception {
        int count = 5;
        List<String> ids = new ArrayList<>();
        try (Origin today = start()) {
            for (int i = 0; i < count; i++) {
                ids.add(today.client()
                        .readySource(objects.url() + i + ".mp4")
                        .path("id")
                        .asString());
            }
        }
        for (String id : ids) {
            old.install(id, FILE);
        }
        objects.hold();

        try (Origin first = start();
                Origin second = start()) {
            await().atMost(OldIndex.LONGEST).until(() -> !objects.active.isEmpty());
            // Both instances have room for other tasks, and do them.
            assertThat(first.source(FILE).path("state").asString()).isEqualTo("ready");
            Origin.storage().put("later.mp4", FILE);
            assertThat(second.client()
                            .readySource("s3://" + Origin.storage().bucket() + "/later.mp4")
                            .path("state")
                            .asString())
                    .isEqualTo("ready");
            assertThat(objects.active).hasSize(1);
            assertThat(old.number("SELECT count(*) FROM index_refresh")).isEqualTo(1);

            objects.release();

            old.awaitNumber(0, "SELECT count(*) FROM source WHERE index_generation = 1");
            assertThat(objects.mostActive).hasValue(1);
            old.awaitNumber(0, "SELECT count(*) FROM index_refresh");
        }
    }

    @Test
    void aFailure_leavesTheSourceReadyWithItsIndex_andIsLoggedOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        JsonNode clip;
        try (Origin today = start()) {
            for (String name : List.of("damaged", "missing", "good")) {
                JsonNode source = today.client().readySource(objects.url() + name + ".mp4");
                ids.add(source.path("id").asString());
            }
            clip = today.client()
                    .clip(today.client().get("/api/sources/" + ids.getFirst()).body(), 1.5, 2.5);
        }
        for (String id : ids) {
            old.install(id, FILE);
        }
        objects.hold();
        objects.changed.put("damaged.mp4", withoutHeaders());
        objects.missing.add("missing.mp4");

        try (Origin upgraded = start()) {
            long lastEvent = old.number("SELECT max(id) FROM change_event");
            ListAppender<ILoggingEvent> lines = linesOfRefresh();
            objects.release();

            String ofDamaged = " FROM index_refresh WHERE source_id = '" + ids.getFirst() + "'";
            String ofMissing = " FROM index_refresh WHERE source_id = '" + ids.get(1) + "'";
            old.awaitNumber(1, "SELECT count(*)" + ofDamaged + " AND problem LIKE 'media-%' AND attempts = 3");
            old.awaitNumber(1, "SELECT count(*)" + ofMissing + " AND problem = 'source-not-found' AND attempts = 0");
            old.awaitNumber(1, generation(ids.get(2), 2));
            assertThat(old.number("SELECT count(*) FROM source WHERE state = 'READY'"))
                    .isEqualTo(3);
            JsonNode now = upgraded.client()
                    .get("/api/clips/" + clip.path("id").asString())
                    .expect(200);
            assertThat(now.path("version")).isNotEqualTo(clip.path("version"));
            assertThat(upgraded.client()
                            .play(upgraded.base() + "/videos/clips/"
                                    + clip.path("id").asString() + "/stream/"
                                    + now.path("version").asString())
                            .statusCode())
                    .isEqualTo(200);

            // Later, the one that may succeed is tried again.
            again();
            old.awaitNumber(1, "SELECT count(*)" + ofMissing + " AND attempts = 0 AND not_before > now()");
            assertThat(old.number("SELECT attempts" + ofDamaged)).isEqualTo(3);
            assertThat(lines.list).hasSize(2);

            objects.missing.clear();
            again();
            old.awaitNumber(1, generation(ids.get(1), 2));
            assertThat(old.number(generation(ids.getFirst(), 1))).isEqualTo(1);
            assertThat(old.number(
                            "SELECT count(*) FROM change_event WHERE data->>'state' <> 'ready' AND id > " + lastEvent))
                    .isZero();
        }
    }

    private void again() throws Exception {
        old.execute("UPDATE index_refresh SET not_before = now();"
                + " UPDATE scheduled_tasks SET execution_time = now() WHERE task_name LIKE 'refresh-indexes-%'");
    }

    private static String generation(String sourceId, int generation) {
        return "SELECT count(*) FROM source WHERE state = 'READY' AND id = '" + sourceId + "' AND index_generation = "
                + generation;
    }

    private static ListAppender<ILoggingEvent> linesOfRefresh() {
        var lines = new ListAppender<ILoggingEvent>();
        // Other threads log while it is read.
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        ((Logger) LoggerFactory.getLogger(IndexRefresh.class)).addAppender(lines);
        return lines;
    }

    /** The file with the same media, and a movie box that no reader understands. */
    private byte[] withoutHeaders() {
        byte[] damaged = objects.file.clone();
        for (int at = 4; at + 4 <= damaged.length; at++) {
            if (damaged[at] == 'm' && damaged[at + 1] == 'o' && damaged[at + 2] == 'o' && damaged[at + 3] == 'v') {
                int length = java.nio.ByteBuffer.wrap(damaged).getInt(at - 4);
                Arrays.fill(damaged, at + 4, at - 4 + length, (byte) 0xFF);
            }
        }
        return damaged;
    }

    private Origin start() {
        return Origin.start(
                database,
                Origin.storage(),
                Map.of(
                        "cliprange.sources.allowed",
                        objects.url() + ",s3://" + Origin.storage().bucket()));
    }
}
