package dev.cliprange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.OriginClient;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A cut list whose clips cover all of its source, seen through a client.
 *
 * @param cutList its id or name; empty for {@code main}, which is not named in requests
 */
record CutSource(OriginClient client, JsonNode source, String cutList) {

    /** The list that every source has. */
    CutSource(OriginClient client, JsonNode source) {
        this(client, source, "");
    }

    String path() {
        return "/api/sources/" + source.path("id").asString();
    }

    int frames() {
        return source.path("video").path("frames").asInt();
    }

    /** The operation that made these clips of it. */
    String partition(Object... cuts) {
        tryPartition(List.of(cuts)).expect(200);
        return client.get(path() + "/operations?limit=1" + query())
                .expect(200)
                .path("items")
                .get(0)
                .path("id")
                .asString();
    }

    OriginClient.Answer tryPartition(List<?> cuts) {
        return client.post(
                path() + "/clips:partition",
                cutList.isEmpty() ? Map.of("cuts", cuts) : Map.of("cuts", cuts, "cutList", cutList));
    }

    private String query() {
        return cutList.isEmpty() ? "" : "&cutList=" + cutList;
    }

    /** One read is one snapshot: 500 clips are more than any of these sources has frames. */
    List<JsonNode> clips() {
        JsonNode page = client.get(path() + "/clips?limit=500" + query()).expect(200);
        assertThat(page.path("next").isNull()).isTrue();
        List<JsonNode> clips = new ArrayList<>();
        page.path("items").forEach(clips::add);
        return clips;
    }

    /** What was done since an operation, newest first. */
    List<JsonNode> operationsSince(String operationId) {
        List<JsonNode> found = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = client.get(path() + "/operations?limit=100" + after + query())
                    .expect(200);
            for (JsonNode operation : page.path("items")) {
                if (operation.path("id").asString().equals(operationId)) {
                    return found;
                }
                found.add(operation);
            }
            after = "&after=" + page.path("next").asString();
        }
    }

    /** That clips follow each other from the first frame to the last. */
    void assertCovered() {
        BigDecimal at = BigDecimal.ZERO;
        int frame = 0;
        for (JsonNode clip : clips()) {
            assertThat(clip.path("start").decimalValue()).isEqualByComparingTo(at);
            assertThat(clip.path("startFrame").asInt()).isEqualTo(frame);
            assertThat(clip.path("endFrame").asInt()).isGreaterThan(frame);
            at = clip.path("end").decimalValue();
            frame = clip.path("endFrame").asInt();
        }
        assertThat(at).isEqualByComparingTo(source.path("durationSeconds").decimalValue());
        assertThat(frame).isEqualTo(frames());
    }

    /** That the log leads from the clips there are back to those there were, change by change. */
    void assertLogged(String operationId, List<JsonNode> start) {
        Map<String, String> ranges = ranges(clips());
        for (JsonNode operation : operationsSince(operationId)) {
            assertThat(operation.path("changes"))
                    .hasSize(operation.path("changeCount").asInt())
                    .isNotEmpty();
            for (JsonNode change : operation.path("changes")) {
                String clip = change.path("clipId").asString();
                assertThat(ranges.getOrDefault(clip, "none")).isEqualTo(range(change.path("after")));
                ranges.put(clip, range(change.path("before")));
            }
            ranges.values().removeIf("none"::equals);
        }
        assertThat(ranges).isEqualTo(ranges(start));
    }

    void undoAllSince(String operationId) {
        for (JsonNode operation : operationsSince(operationId)) {
            client.post("/api/operations/" + operation.path("id").asString() + "/undo", Map.of())
                    .expect(200);
        }
    }

    /** What undoing gives back: the clips and their versions. */
    static List<String> what(List<JsonNode> clips) {
        return clips.stream()
                .map(clip -> clip.path("id") + " " + clip.path("version"))
                .toList();
    }

    private static Map<String, String> ranges(List<JsonNode> clips) {
        Map<String, String> ranges = new HashMap<>();
        clips.forEach(clip -> ranges.put(clip.path("id").asString(), range(clip)));
        return ranges;
    }

    private static String range(JsonNode state) {
        return state.isNull()
                ? "none"
                : state.path("start").decimalValue().stripTrailingZeros() + " to "
                        + state.path("end").decimalValue().stripTrailingZeros();
    }
}
