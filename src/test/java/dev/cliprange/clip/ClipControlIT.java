package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clips through the control face, on a real database. The source has 29.97 frames a second. */
class ClipControlIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String OBJECT = "clip-control/avc-2997.mp4";

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();
    private JsonNode source = JSON.nullNode();
    private String clips = "";

    @BeforeEach
    void register() {
        // An object of its own: other tests cut the shared one.
        Origin.storage().put(OBJECT, MediaMatrix.entry("avc-2997").file());
        source = client.readySource("s3://" + Origin.storage().bucket() + "/" + OBJECT);
        clips = "/api/sources/" + source.path("id").asString() + "/clips";
    }

    @AfterEach
    void deleteSource() {
        client.delete("/api/sources/" + source.path("id").asString()).expect(204);
    }

    @Test
    void create_endsBetweenFrames_snapToTheNearestOnTheExactGrid() {
        JsonNode clip = client.clip(source, 1.01, "00:00:02.500");

        assertThat(clip.path("startFrame").asInt()).isEqualTo(30);
        assertThat(clip.path("endFrame").asInt()).isEqualTo(75);
        assertThat(clip.path("start").decimalValue()).isEqualByComparingTo(new BigDecimal("1.001"));
        assertThat(clip.path("end").decimalValue()).isEqualByComparingTo(new BigDecimal("2.5025"));
        assertThat(clip.path("duration").decimalValue()).isEqualByComparingTo(new BigDecimal("1.5015"));
        assertThat(clip.path("streamUrl").asString())
                .isEqualTo(origin.base() + "/videos/clips/" + clip.path("id").asString() + "/stream/"
                        + clip.path("version").asString());
    }

    @Test
    void create_byFrames_meansThoseFrames() {
        JsonNode clip = client.clip(source, Map.of("frame", 31), Map.of("frame", 32));

        assertThat(clip.path("startFrame").asInt()).isEqualTo(31);
        assertThat(clip.path("endFrame").asInt()).isEqualTo(32);
    }

    @Test
    void create_neighbours_shareOneNumber() {
        JsonNode left = client.clip(source, 0, 1.0333);
        JsonNode right = client.clip(source, 1.0333, 2);

        assertThat(left.path("end")).isEqualTo(right.path("start"));
    }

    @Test
    void create_overlap_namesTheClipsInTheWay() {
        String first = client.clip(source, 0, 1).path("id").asString();
        String second = client.clip(source, 1, 2).path("id").asString();

        OriginClient.Answer answer = client.post(clips, Map.of("start", 0.5, "end", 1.5));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("code").asString()).isEqualTo("clip-overlap");
        Set<String> named = new HashSet<>();
        answer.body().path("conflictingClipIds").forEach(id -> named.add(id.asString()));
        assertThat(named).containsExactlyInAnyOrder(first, second);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"start\": 1, \"end\": 1} | 422 | range-empty",
                "{\"start\": 2, \"end\": 1} | 422 | range-empty",
                "{\"start\": 1.000, \"end\": 1.005} | 422 | range-empty",
                "{\"start\": -1, \"end\": 1} | 422 | range-outside-source",
                "{\"start\": 1, \"end\": 10000} | 422 | range-outside-source",
                "{\"start\": {\"frame\": 1}, \"end\": {\"frame\": 100000}} | 422 | range-outside-source",
                "{\"start\": 1e15, \"end\": 1e16} | 400 | request-invalid",
                "{\"start\": 1} | 400 | request-invalid",
                "{\"start\": \"soon\", \"end\": 2} | 400 | request-invalid",
                "{\"start\": NaN, \"end\": 2} | 400 | request-invalid",
                "{\"start\": 1, \"end\": 2, \"colour\": 1} | 400 | request-invalid",
            })
    void create_rangeThatCannotBe_saysWhy(String body, int status, String code) {
        OriginClient.Answer answer = client.send(client.request(clips)
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                .build());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
    }

    @Test
    void create_twoHundredAtOnce_leaveASetWithoutOverlap() {
        var random = new Random(5);
        List<int[]> ranges = IntStream.range(0, 200)
                .mapToObj(i -> {
                    int start = random.nextInt(120);
                    return new int[] {start, start + 1 + random.nextInt(20)};
                })
                .toList();

        List<Integer> statuses = Concurrently.all(
                ranges,
                range -> client.post(
                                clips, Map.of("start", Map.of("frame", range[0]), "end", Map.of("frame", range[1])))
                        .status());

        assertThat(statuses).allMatch(status -> status == 201 || status == 409).contains(201, 409);
        List<JsonNode> made = all();
        assertThat(made)
                .hasSize((int) statuses.stream().filter(status -> status == 201).count());
        for (int i = 1; i < made.size(); i++) {
            assertThat(made.get(i).path("startFrame").asInt())
                    .isGreaterThanOrEqualTo(made.get(i - 1).path("endFrame").asInt());
        }
    }

    @Test
    void change_title_leavesTheAddressAlone() {
        JsonNode clip = client.clip(source, 1, 2);

        JsonNode changed = client.patch("/api/clips/" + clip.path("id").asString(), Map.of("title", "better"))
                .expect(200);

        assertThat(changed.path("title").asString()).isEqualTo("better");
        assertThat(changed.path("streamUrl")).isEqualTo(clip.path("streamUrl"));
    }

    @Test
    void change_end_movesTheAddressAndTheOldOneIsGone() {
        JsonNode clip = client.clip(source, 1, 2);

        JsonNode changed = client.patch("/api/clips/" + clip.path("id").asString(), Map.of("end", 2.5))
                .expect(200);

        assertThat(changed.path("version")).isNotEqualTo(clip.path("version"));
        OriginClient.Answer old = client.get(clip.path("streamUrl").asString());
        assertThat(old.status()).isEqualTo(410);
        assertThat(old.body().path("code").asString()).isEqualTo("version-gone");
        assertThat(old.body().path("currentUrl")).isEqualTo(changed.path("streamUrl"));
        assertThat(old.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void change_ontoANeighbour_isRefusedAndChangesNothing() {
        JsonNode clip = client.clip(source, 1, 2);
        JsonNode neighbour = client.clip(source, 2, 3);

        OriginClient.Answer answer =
                client.patch("/api/clips/" + clip.path("id").asString(), Map.of("end", 2.5));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("conflictingClipIds").get(0)).isEqualTo(neighbour.path("id"));
        assertThat(client.get("/api/clips/" + clip.path("id").asString()).body().path("end"))
                .isEqualTo(clip.path("end"));
    }

    @Test
    void change_underAnOldEntityTag_isRefused() {
        JsonNode clip = client.clip(source, 1, 2);
        String path = "/api/clips/" + clip.path("id").asString();
        String tag = client.get(path).header("etag");
        client.patch(path, Map.of("title", "first"), "If-Match", tag).expect(200);

        OriginClient.Answer second = client.patch(path, Map.of("title", "second"), "If-Match", tag);

        assertThat(second.status()).isEqualTo(412);
        assertThat(second.body().path("code").asString()).isEqualTo("precondition-failed");
    }

    @Test
    void delete_clip_makesRoomAndItsAddressIsGone() {
        JsonNode clip = client.clip(source, 1, 2);

        client.delete("/api/clips/" + clip.path("id").asString()).expect(204);

        assertThat(client.get("/api/clips/" + clip.path("id").asString()).status())
                .isEqualTo(404);
        OriginClient.Answer stream = client.get(clip.path("streamUrl").asString());
        assertThat(stream.status()).isEqualTo(404);
        assertThat(stream.body().path("code").asString()).isEqualTo("clip-not-found");
        client.clip(source, 1.5, 2.5);
    }

    @Test
    void list_inPages_isInOrderOfStart() {
        for (int second : new int[] {3, 1, 0, 2}) {
            client.clip(source, second, second + 1);
        }

        assertThat(all())
                .extracting(clip -> clip.path("startFrame").asInt())
                .isSorted()
                .hasSize(4);
    }

    private List<JsonNode> all() {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = client.get(clips + "?limit=3" + after).expect(200);
            page.path("items").forEach(all::add);
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asString();
        } while (!after.isEmpty());
        return all;
    }
}
