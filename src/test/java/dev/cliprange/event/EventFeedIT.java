package dev.cliprange.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.EventReader;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The change feed, of two instances on one database. */
class EventFeedIT {

    private static final TestPostgres.Database DATABASE = TestPostgres.shared().createMigratedDatabase();

    @Test
    void changes_onOneInstance_areReadFromBothInOneOrder_andResumedWithoutGap() {
        try (Origin one = start();
                Origin other = start();
                EventReader here = EventReader.of(one, "");
                EventReader there = EventReader.of(other, "")) {
            JsonNode source = one.source(MediaMatrix.entry("avc-2997").file());
            JsonNode clip = one.client().clip(source, 1, 2);
            there.await("clips-changed");

            JsonNode operation = other.client()
                    .post(path(clip) + "/split", Map.of("at", 1.5))
                    .expect(200)
                    .path("clips");
            EventReader.Event split = here.await("clips-changed", 2);
            JsonNode newest = newestOperation(one.client(), source);
            one.client()
                    .post("/api/operations/" + newest.path("id").asString() + "/undo", Map.of())
                    .expect(200);
            one.client().delete("/api/sources/" + source.path("id").asString()).expect(204);
            here.await("source-deleted");
            there.await("source-deleted");

            assertThat(here.events()).isEqualTo(there.events());
            assertThat(here.events()).isSortedAccordingTo(java.util.Comparator.comparingLong(EventReader.Event::id));
            assertThat(split.data().path("kind").asString()).isEqualTo("split");
            assertThat(split.data().path("sourceId")).isEqualTo(source.path("id"));
            assertThat(split.data().path("clipCount").asInt()).isEqualTo(2);
            assertThat(split.data().path("clipIds"))
                    .extracting(JsonNode::asString)
                    .containsExactlyInAnyOrder(
                            operation.get(0).path("id").asString(),
                            operation.get(1).path("id").asString());
            assertThat(here.events())
                    .extracting(EventReader.Event::type)
                    .startsWith("source-changed")
                    .endsWith("clips-changed", "clips-changed", "clips-changed", "source-deleted");
            assertThat(here.events().stream()
                            .map(event -> event.data().path("undone").asBoolean(false)))
                    .endsWith(false, true, false);

            List<EventReader.Event> behind = here.events().stream()
                    .filter(event -> event.id() > split.id())
                    .toList();
            try (EventReader resumed = EventReader.of(other, String.valueOf(split.id()))) {
                resumed.await("source-deleted");
                assertThat(resumed.events()).isEqualTo(behind);
            }
        }
    }

    @Test
    void changesOfCutLists_nameTheList() {
        try (Origin origin = start();
                EventReader events = EventReader.of(origin, "")) {
            OriginClient client = origin.client();
            JsonNode source = origin.source(MediaMatrix.entry("avc-2997").file());
            String lists = "/api/sources/" + source.path("id").asString() + "/cut-lists";
            JsonNode list = client.post(lists, Map.of("name", "b")).expect(201);
            String path = lists + "/" + list.path("id").asString();
            client.clip(source, 1, 2);
            client.post(
                            "/api/sources/" + source.path("id").asString() + "/clips",
                            Map.of("start", 1, "end", 2, "cutList", "b"))
                    .expect(201);
            client.patch(path, Map.of("name", "c")).expect(200);
            client.delete(path).expect(204);
            String deletion =
                    events.await("clips-changed", 3).data().path("operationId").asString();
            client.post("/api/operations/" + deletion + "/undo", Map.of()).expect(200);
            events.await("clips-changed", 4);
            events.await("cut-list-changed", 4);

            assertThat(events.events())
                    .filteredOn(event -> event.type().equals("clips-changed"))
                    .extracting(event -> event.data().path("cutListId").asString() + " "
                            + event.data().path("kind").asString() + " "
                            + event.data().path("undone").asBoolean())
                    .containsExactly(
                            source.path("id").asString() + " create false",
                            list.path("id").asString() + " create false",
                            list.path("id").asString() + " delete-list false",
                            list.path("id").asString() + " delete-list true");
            assertThat(events.events())
                    .filteredOn(event -> event.type().equals("cut-list-changed"))
                    .allSatisfy(
                            event -> assertThat(event.data().path("cutListId")).isEqualTo(list.path("id")))
                    .extracting(event -> event.data().path("name").asString() + " "
                            + event.data().path("deleted").asBoolean())
                    .containsExactly("b false", "c false", "c true", "c false");
        }
    }

    @Test
    void resume_behindWhatWasThrownAway_saysThatThereIsAGap() throws SQLException {
        try (Origin origin = start();
                EventReader first = EventReader.of(origin, "")) {
            origin.source(MediaMatrix.entry("avc-60").file());
            long before = first.await("source-changed").id() - 1;
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> first.events().getLast().data().path("state").asString(), "ready"::equals);
            try (Connection connection = DATABASE.connect();
                    var statement = connection.createStatement()) {
                statement.execute("DELETE FROM change_event");
            }

            try (EventReader resumed = EventReader.of(origin, String.valueOf(before - 1000 < 0 ? 0 : before - 1000))) {
                assertThat(resumed.await("gap").data().path("type").asString()).isEqualTo("gap");
            }
        }
    }

    @Test
    void server_thatStops_endsTheFeedOfThoseWhoFollow() throws InterruptedException {
        try (Origin origin = Origin.start(Map.of());
                EventReader reader = EventReader.of(origin, "")) {
            origin.close();

            reader.awaitEnd();
        }
    }

    @Test
    void resume_withWhatIsNoId_isRefused() {
        OriginClient client = Origin.shared().client();
        for (String id :
                new String[] {"x", "-1", "1.5", "99999999999999999999", "123456789012345678", "1;DROP TABLE"}) {
            OriginClient.Answer answer = client.send(client.request("/api/events")
                    .header("Last-Event-ID", id)
                    .GET()
                    .build());
            assertThat(answer.status()).as(id).isEqualTo(400);
            assertThat(answer.body().path("code").asString()).isEqualTo("request-invalid");
        }
    }

    @Test
    void readers_moreThanMay_areTurnedAwayAndLetInAgain() {
        try (Origin origin = Origin.start(Map.of("cliprange.event.max-readers", 1))) {
            try (EventReader reader = EventReader.of(origin, "")) {
                OriginClient.Answer refused = origin.client().get("/api/events");
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.header("retry-after")).isNotEmpty();
                assertThat(reader.events()).isEmpty();
            }
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                try (EventReader again = EventReader.of(origin, "")) {
                    assertThat(again.events()).isEmpty();
                }
            });
        }
    }

    @Test
    void readers_ofOneClient_areLimited_andOfOthersAreNot() {
        try (Origin origin = Origin.start(Map.of(
                "cliprange.limits.event-feeds-per-client", 2,
                "cliprange.limits.event-feeds-per-key", 0,
                "cliprange.limits.trusted-proxies", 1))) {
            try (EventReader first = EventReader.with(origin, Origin.API_KEY, "X-Forwarded-For", "192.0.2.1");
                    EventReader second = EventReader.with(origin, Origin.API_KEY, "X-Forwarded-For", "192.0.2.1")) {
                expectTooBusy(feed(origin, Origin.API_KEY, "192.0.2.1"), "This client has 2 event feeds");
                try (EventReader other = EventReader.with(origin, Origin.API_KEY, "X-Forwarded-For", "192.0.2.2");
                        EventReader network =
                                EventReader.with(origin, Origin.API_KEY, "X-Forwarded-For", "2001:db8:1:2::1");
                        EventReader sameNetwork =
                                EventReader.with(origin, Origin.API_KEY, "X-Forwarded-For", "2001:db8:1:2::2")) {
                    expectTooBusy(
                            feed(origin, Origin.API_KEY, "2001:db8:1:2:ffff::3"), "This client has 2 event feeds");
                    assertThat(List.of(first, second, other, network, sameNetwork))
                            .allSatisfy(reader -> assertThat(reader.events()).isEmpty());
                }
                first.close();
                await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                    try (EventReader again = EventReader.with(origin, Origin.API_KEY, "X-Forwarded-For", "192.0.2.1")) {
                        assertThat(again.events()).isEmpty();
                    }
                });
            }
        }
    }

    @Test
    void readers_withOneKey_areLimited_andWithOthersAreNot() {
        try (Origin origin = Origin.start(Map.of(
                "cliprange.limits.event-feeds-per-client", 0,
                "cliprange.limits.event-feeds-per-key", 1,
                "cliprange.limits.trusted-proxies", 1))) {
            String key = origin.client()
                    .post("/api/admin/keys", Map.of("name", "reader", "role", "read"))
                    .expect(201)
                    .path("key")
                    .asString();
            try (EventReader reader = EventReader.with(origin, key, "X-Forwarded-For", "192.0.2.1")) {
                expectTooBusy(feed(origin, key, "192.0.2.2"), "This key has 1 event feeds");
                try (EventReader other = EventReader.with(origin, Origin.API_KEY, "X-Forwarded-For", "192.0.2.1")) {
                    assertThat(other.events()).isEmpty();
                }
                assertThat(reader.events()).isEmpty();
            }
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                try (EventReader again = EventReader.with(origin, key)) {
                    assertThat(again.events()).isEmpty();
                }
            });
        }
    }

    private static OriginClient.Answer feed(Origin origin, String key, String client) {
        var caller = new OriginClient(origin.base(), key);
        return caller.send(caller.request("/api/events")
                .header("X-Forwarded-For", client)
                .GET()
                .build());
    }

    private static void expectTooBusy(OriginClient.Answer answer, String detail) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body().path("code").asString()).isEqualTo("too-busy");
        assertThat(answer.body().path("detail").asString()).startsWith(detail);
        assertThat(answer.header("retry-after")).isNotEmpty();
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    private static Origin start() {
        return Origin.start(DATABASE, Origin.storage(), Map.of());
    }

    private static JsonNode newestOperation(OriginClient client, JsonNode source) {
        return client.get("/api/sources/" + source.path("id").asString() + "/operations?limit=1")
                .expect(200)
                .path("items")
                .get(0);
    }

    private static String path(JsonNode clip) {
        return "/api/clips/" + clip.path("id").asString();
    }

    /** One run deletes everything that is due, however many pages that is. */
    @Test
    void prune_moreThanAPage_leavesWhatIsKept() throws SQLException {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        try (Origin origin = Origin.start(database, Origin.storage(), Map.of());
                Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO change_event (type, data) SELECT 'x', '{}' FROM generate_series(1, 25000)");

            origin.bean(EventRepository.class).prune(Duration.ofDays(1), 10).block(Duration.ofSeconds(60));

            try (var rows = statement.executeQuery("SELECT count(*) FROM change_event")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(10);
            }
        }
    }
}
