package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cut lists through the control API. The source has 29.97 frames a second. */
class CutListIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CREATIONS = 200;
    private static final int MOST_LISTS = 1000;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();
    private String sourceId = "";
    private String path = "";
    private String lists = "";

    @BeforeEach
    void register() {
        var file = MediaMatrix.entry("avc-2997").file();
        // Another class may have cut this source.
        client.delete("/api/sources/" + id(origin.source(file))).expect(204);
        sourceId = id(origin.source(file));
        path = "/api/sources/" + sourceId;
        lists = path + "/cut-lists";
    }

    @AfterEach
    void deleteSource() {
        client.delete(path).expect(204);
    }

    @Test
    void lists_createdAndRenamed_areListedInTheOrderOfTheirCreation() {
        OriginClient.Answer created = client.post(lists, Map.of("name", "Für den Trailer"));
        JsonNode list = created.expect(201);
        String second = list("Second");

        assertThat(created.header("location")).isEqualTo(lists + "/" + id(list));
        assertThat(created.header("etag")).isEqualTo("\"0\"");
        assertThat(list.path("sourceId").asString()).isEqualTo(sourceId);
        assertThat(client.get(created.header("location")).expect(200)).isEqualTo(list);
        JsonNode first = client.get(lists + "?limit=2").expect(200);
        JsonNode rest = client.get(
                        lists + "?limit=2&after=" + first.path("next").asString())
                .expect(200);
        assertThat(first.path("items"))
                .extracting(it -> it.path("name").asString())
                .containsExactly("main", "Für den Trailer");
        assertThat(id(first.path("items").get(0))).isEqualTo(sourceId);
        assertThat(rest.path("items")).extracting(CutListIT::id).containsExactly(second);
        assertThat(rest.path("next").isNull()).isTrue();

        String one = lists + "/" + second;
        assertProblem(client.patch(one, Map.of("name", "x"), "If-Match", "\"7\""), 412, "precondition-failed");
        OriginClient.Answer renamed = client.patch(one, Map.of("name", "Renamed"), "If-Match", "\"0\"");
        assertThat(renamed.expect(200).path("name").asString()).isEqualTo("Renamed");
        assertThat(renamed.header("etag")).isEqualTo("\"1\"");
        client.get(path + "/clips?cutList=Renamed").expect(200);
        assertProblem(client.get(path + "/clips?cutList=Second"), 404, "cut-list-unknown");
        assertProblem(delete(one, "\"0\""), 412, "precondition-failed");
        delete(one, "\"1\"").expect(204);
        assertProblem(client.get(one), 404, "cut-list-unknown");
    }

    @Test
    void create_repeatedWithItsKey_makesOneList() {
        String key = UUID.randomUUID().toString();
        List<OriginClient.Answer> answers = Stream.of("a", "a", "b")
                .map(name -> client.send(client.request(lists)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("name", name))))
                        .build()))
                .toList();

        assertThat(answers.get(1).expect(201)).isEqualTo(answers.get(0).expect(201));
        assertThat(answers.get(1).header("location")).isEqualTo(answers.get(0).header("location"));
        assertProblem(answers.get(2), 422, "idempotency-key-reused");
    }

    @Test
    void names_thatAreTakenOrInvalid_areRejectedByName() {
        String list = lists + "/" + list("one");

        for (String taken : List.of("one", "main")) {
            JsonNode problem = assertProblem(client.post(lists, Map.of("name", taken)), 409, "cut-list-name-taken");
            assertThat(problem.path("detail").asString()).contains("'" + taken + "'");
        }
        list("two");
        assertProblem(client.patch(list, Map.of("name", "two")), 409, "cut-list-name-taken");
        client.patch(list, Map.of("name", "one")).expect(200);
        for (Object name : List.of(
                "", " x", "x\n", "\u0000", "a".repeat(101), UUID.randomUUID().toString())) {
            JsonNode problem = assertProblem(client.post(lists, Map.of("name", name)), 400, "request-invalid");
            assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/name");
            assertProblem(client.patch(list, Map.of("name", name)), 400, "request-invalid");
        }
        for (Object body : List.of(Map.of(), Map.of("name", "x", "colour", "red"), List.of())) {
            assertProblem(client.post(lists, body), 400, "request-invalid");
            assertProblem(client.patch(list, body), 400, "request-invalid");
        }
        assertThat(client.get(lists).expect(200).path("items")).hasSize(3);
    }

    @Test
    void main_isNeitherRenamedNorDeleted() {
        String main = lists + "/" + sourceId;

        assertThat(client.get(main).expect(200).path("name").asString()).isEqualTo("main");
        for (OriginClient.Answer answer : List.of(client.patch(main, Map.of("name", "x")), client.delete(main))) {
            JsonNode problem = assertProblem(answer, 400, "request-invalid");
            assertThat(problem.at("/errors/0/parameter").asString()).isEqualTo("cutListId");
            assertThat(problem.path("detail").asString()).contains("'main'");
        }
    }

    @Test
    void unknownListOrSource_isNamedByEachCall() {
        JsonNode other = origin.source(MediaMatrix.entry("avc-60").file());
        String foreign = id(client.post("/api/sources/" + id(other) + "/cut-lists", Map.of("name", "foreign"))
                .expect(201));
        List<String> unknown = List.of(
                "none",
                "Main",
                "",
                "\u0000",
                "x".repeat(3000),
                foreign,
                UUID.randomUUID().toString());
        for (String list : unknown) {
            for (OriginClient.Answer answer : calls(path, list)) {
                JsonNode problem = assertProblem(answer, 404, "cut-list-unknown");
                assertThat(problem.path("detail").asString())
                        .contains(list.length() > 100 ? "of that name" : "'" + list + "'");
            }
        }
        for (String list : List.of(foreign, UUID.randomUUID().toString())) {
            assertProblem(client.get(lists + "/" + list), 404, "cut-list-unknown");
            assertProblem(client.patch(lists + "/" + list, Map.of("name", "x")), 404, "cut-list-unknown");
            assertProblem(client.delete(lists + "/" + list), 404, "cut-list-unknown");
            JsonNode problem = assertProblem(
                    client.post(
                            "/api/sequences",
                            Map.of("cutListId", UUID.randomUUID().toString())),
                    404,
                    "cut-list-unknown");
            assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo("/cutListId");
        }
        String noSource = "/api/sources/" + UUID.randomUUID();
        Stream.of(
                        calls(noSource, "none").stream(),
                        calls(noSource, "main").stream(),
                        Stream.of(
                                client.get(noSource + "/cut-lists"),
                                client.post(noSource + "/cut-lists", Map.of("name", "x")),
                                client.get(noSource + "/cut-lists/" + foreign),
                                client.patch(noSource + "/cut-lists/" + foreign, Map.of("name", "x")),
                                client.delete(noSource + "/cut-lists/" + foreign)))
                .flatMap(it -> it)
                .forEach(answer -> assertProblem(answer, 404, "source-unknown"));
        assertProblem(client.get(lists + "/none"), 400, "request-invalid");
        client.delete("/api/sources/" + id(other)).expect(204);
    }

    /** Each call on the clips of a source. */
    private List<OriginClient.Answer> calls(String path, String list) {
        String query = "?cutList=" + URLEncoder.encode(list, StandardCharsets.UTF_8);
        return List.of(
                client.get(path + "/clips" + query),
                client.get(path + "/operations" + query),
                client.post(path + "/clips", Map.of("start", 0, "end", 1, "cutList", list)),
                client.post(path + "/clips:partition", Map.of("cuts", List.of(1), "cutList", list)));
    }

    @Test
    void clips_ofTwoLists_mayOverlap_andThoseOfOneMayNot() {
        String list = list("second list");

        JsonNode first = clip(1, 3, null);
        JsonNode second = clip(1, 3, "second list");
        JsonNode third = clip(3, 4, list);

        assertThat(first.path("cutListId").asString()).isEqualTo(sourceId);
        assertThat(second.path("cutListId").asString()).isEqualTo(list);
        assertThat(client.get("/api/clips/" + id(second)).expect(200)).isEqualTo(second);
        assertThat(clips("main")).containsExactly(first);
        assertThat(clips(sourceId)).containsExactly(first);
        assertThat(clips(list)).containsExactly(second, third);
        assertThat(clips("second list")).containsExactly(second, third);
        JsonNode problem = assertProblem(
                client.post(path + "/clips", Map.of("start", 2, "end", 5, "cutList", "second list")),
                409,
                "clip-overlap");
        assertThat(problem.path("conflictingClipIds"))
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrder(id(second), id(third));
        assertProblem(client.patch("/api/clips/" + id(third), Map.of("start", 2)), 409, "clip-overlap");
        // The same range has the same bytes in every list.
        assertThat(second.path("version")).isEqualTo(first.path("version"));
        assertThat(play(second).body()).isEqualTo(play(first).body());
    }

    @Test
    void neighbours_areThoseOfTheSameList() {
        String list = list("b");
        JsonNode left = clip(0, 1, null);
        JsonNode between = clip(1, 2, "b");
        JsonNode right = clip(2, 3, null);
        JsonNode last = clip(2, 4, "b");

        assertThat(play(left).headers().firstValue("link").orElse(""))
                .contains(id(right))
                .doesNotContain(id(between));
        assertThat(play(between).headers().firstValue("link").orElse("")).contains(id(last));
        assertThat(play(right).headers().firstValue("link")).isEmpty();
        assertProblem(
                client.post("/api/clips/" + id(left) + "/merge", Map.of("with", id(between))),
                409,
                "clips-not-adjacent");
        assertProblem(
                client.post("/api/clips/" + id(left) + "/move-end", Map.of("to", 0.5)), 409, "clips-not-adjacent");
        JsonNode moved = client.post("/api/clips/" + id(between) + "/move-end", Map.of("to", 1.5))
                .expect(200)
                .path("clips");
        assertThat(moved)
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.path("cutListId").asString()).isEqualTo(list));
        JsonNode halves = client.post("/api/clips/" + id(last) + "/split", Map.of("at", 3))
                .expect(200)
                .path("clips");
        assertThat(halves.get(1).path("cutListId").asString()).isEqualTo(list);
        client.post("/api/clips/" + id(halves.get(0)) + "/merge", Map.of("with", id(halves.get(1))))
                .expect(200);
        assertThat(clips("main")).extracting(CutListIT::id).containsExactly(id(left), id(right));
        assertThat(clips("b")).extracting(CutListIT::id).containsExactly(id(between), id(last));
    }

    @Test
    void partitionTagLogAndUndo_areThoseOfOneList() {
        list("b");
        partition("main", 1, 2);
        List<JsonNode> main = clips("main");
        String mainTag = tag("main");
        partition("b", 1);
        String tag = tag("b");
        JsonNode partition = operations("b").getFirst();
        partition("b", 2, 3);

        assertThat(clips("main")).isEqualTo(main);
        assertThat(tag("main")).isEqualTo(mainTag).isNotEqualTo(tag);
        assertProblem(partitionIf(tag, "b"), 412, "precondition-failed");
        partitionIf(tag("b"), "b").expect(200);
        assertThat(operations("main")).hasSize(1);
        assertThat(operations("b"))
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.path("cutListId").asString()).isNotEqualTo(sourceId));
        assertProblem(undo(partition), 409, "operation-not-newest");
        // The newest operation of main is older than those of the other list.
        undo(operations("main").getFirst()).expect(200);
        assertThat(clips("main")).isEmpty();
        assertThat(clips("b")).hasSize(2);
        for (JsonNode operation : operations("b")) {
            undo(operation).expect(200);
        }
        assertThat(clips("b")).isEmpty();
    }

    @Test
    void delete_ofAList_takesItsClips_andUndoBringsThemBack() {
        String list = list("b");
        partition("main", 1);
        partition("b", 1, 2);
        List<JsonNode> main = clips("main");
        List<JsonNode> before = clips("b");
        byte[] bytes = play(before.get(1)).body();

        client.delete(lists + "/" + list).expect(204);

        assertThat(client.get(lists).expect(200).path("items")).hasSize(1);
        assertProblem(client.delete(lists + "/" + list), 404, "cut-list-unknown");
        assertProblem(client.get(path + "/clips?cutList=" + list), 404, "cut-list-unknown");
        assertProblem(client.get("/api/clips/" + id(before.get(1))), 404, "clip-not-found");
        assertThat(play(before.get(1)).statusCode()).isEqualTo(404);
        assertThat(clips("main")).isEqualTo(main);
        // Its log is found by its id, because another list may have its name.
        assertProblem(client.get(path + "/operations?cutList=b"), 404, "cut-list-unknown");
        List<JsonNode> log = operations(list);
        assertThat(log)
                .extracting(it -> it.path("kind").asString() + " " + it.path("changeCount"))
                .containsExactly("delete-list 3", "partition 3");
        assertProblem(undo(log.get(1)), 409, "operation-not-newest");

        undo(log.getFirst()).expect(200);

        assertThat(clips("b"))
                .extracting(it -> id(it) + " " + it.path("streamUrl"))
                .isEqualTo(before.stream()
                        .map(it -> id(it) + " " + it.path("streamUrl"))
                        .toList());
        assertThat(play(before.get(1)).body()).isEqualTo(bytes);
        client.post(lists, Map.of("name", "empty")).expect(201);
        assertProblem(undo(log.getFirst()), 409, "operation-not-newest");
    }

    @Test
    void undo_ofADeletedListWhoseNameIsTaken_isRejectedUntilTheNameIsFree() {
        String list = list("b");
        clip(1, 2, "b");
        client.delete(lists + "/" + list).expect(204);
        String other = list("b");
        JsonNode deletion = operations(list).getFirst();

        assertProblem(undo(deletion), 409, "cut-list-name-taken");
        assertThat(clips("b")).isEmpty();
        client.patch(lists + "/" + other, Map.of("name", "c")).expect(200);
        undo(deletion).expect(200);

        assertThat(clips("b")).hasSize(1);
        assertThat(client.get(lists + "/" + list).expect(200).path("name").asString())
                .isEqualTo("b");
    }

    @Test
    void lists_moreThanAThousand_areRejected() throws SQLException {
        insertLists(MOST_LISTS - 2);
        String last = list("the last");

        JsonNode problem = assertProblem(client.post(lists, Map.of("name", "one more")), 400, "request-invalid");
        assertThat(problem.path("detail").asString()).contains("1,000");
        JsonNode page = client.get(lists + "?limit=500").expect(200);
        JsonNode rest = client.get(
                        lists + "?limit=500&after=" + page.path("next").asString())
                .expect(200);
        assertThat(page.path("items")).hasSize(500);
        assertThat(rest.path("items")).hasSize(500);
        assertThat(rest.path("next").isNull()).isTrue();
        client.delete(lists + "/" + last).expect(204);
        String instead = list("instead");
        JsonNode deletion = operations(last).getFirst();
        assertProblem(undo(deletion), 400, "request-invalid");
        client.delete(lists + "/" + instead).expect(204);
        undo(deletion).expect(200);
    }

    private void insertLists(int count) throws SQLException {
        try (Connection connection = origin.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO cut_list (id, source_id, name) SELECT gen_random_uuid(), '" + sourceId
                    + "', 'list ' || n FROM generate_series(1, " + count + ") n");
        }
    }

    /** All ranges share ten frames. Nothing but the database compares them. */
    @Test
    void creations_twoHundredAtOnceInOneList_makeOneClip() {
        String list = list("b");
        JsonNode main = clip(0, 4, null);

        List<OriginClient.Answer> answers = Concurrently.all(
                IntStream.range(0, CREATIONS).boxed().toList(), number -> create(number % 30, 40 + number % 60));

        List<String> made = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(answer -> id(answer.body()))
                .toList();
        assertThat(made).hasSize(1);
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer -> assertThat(
                                assertProblem(answer, 409, "clip-overlap").path("conflictingClipIds"))
                        .extracting(JsonNode::asString)
                        .isEqualTo(made));
        assertThat(clips(list)).extracting(CutListIT::id).isEqualTo(made);
        assertThat(clips("main")).containsExactly(main);
        assertThat(operations(list)).hasSize(1);
    }

    private OriginClient.Answer create(int startFrame, int endFrame) {
        OriginClient.Answer answer;
        do {
            answer = client.post(
                    path + "/clips",
                    Map.of("start", Map.of("frame", startFrame), "end", Map.of("frame", endFrame), "cutList", "b"));
            // On a slow machine, a call may wait for its turn for too long.
        } while (answer.status() == 429);
        return answer;
    }

    private String list(String name) {
        return id(client.post(lists, Map.of("name", name)).expect(201));
    }

    private JsonNode clip(Object start, Object end, @Nullable String list) {
        var body = new HashMap<String, Object>(Map.of("start", start, "end", end));
        if (list != null) {
            body.put("cutList", list);
        }
        return client.post(path + "/clips", body).expect(201);
    }

    private void partition(String list, Object... cuts) {
        client.post(path + "/clips:partition", Map.of("cuts", List.of(cuts), "cutList", list))
                .expect(200);
    }

    private OriginClient.Answer partitionIf(String tag, String list) {
        return client.send(client.request(path + "/clips:partition")
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .POST(HttpRequest.BodyPublishers.ofString(
                        JSON.writeValueAsString(Map.of("cuts", List.of(2), "cutList", list))))
                .build());
    }

    private OriginClient.Answer delete(String url, String tag) {
        return client.send(client.request(url).header("If-Match", tag).DELETE().build());
    }

    private OriginClient.Answer undo(JsonNode operation) {
        return client.post("/api/operations/" + id(operation) + "/undo", Map.of());
    }

    private HttpResponse<byte[]> play(JsonNode clip) {
        return client.play(clip.path("streamUrl").asString());
    }

    private String tag(String list) {
        return client.get(path + "/clips?cutList=" + list).header("etag");
    }

    private List<JsonNode> clips(String list) {
        return items("/clips?limit=500&cutList=" + list.replace(" ", "%20"));
    }

    private List<JsonNode> operations(String list) {
        return items("/operations?cutList=" + list);
    }

    private List<JsonNode> items(String call) {
        List<JsonNode> items = new ArrayList<>();
        client.get(path + call).expect(200).path("items").forEach(items::add);
        return items;
    }

    private static String id(JsonNode entity) {
        return entity.path("id").asString();
    }

    private static JsonNode assertProblem(OriginClient.Answer answer, int status, String code) {
        assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        return answer.body();
    }
}
