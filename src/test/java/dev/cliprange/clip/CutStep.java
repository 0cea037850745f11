package dev.cliprange.clip;

import dev.cliprange.testing.OriginClient;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/**
 * One cut operation, whatever clips there are when its turn comes.
 *
 * @param clip which of them, as a share of {@link #WHOLE}
 * @param point where in it, or in the source, as such a share
 */
record CutStep(Kind kind, int clip, int point) {

    static final int WHOLE = 10_000;

    /** What is done. */
    enum Kind {
        SPLIT,
        MERGE,
        MOVE_END,
        PARTITION
    }

    static CutStep random(Random random) {
        Kind[] kinds = Kind.values();
        return new CutStep(kinds[random.nextInt(kinds.length)], random.nextInt(WHOLE), random.nextInt(WHOLE));
    }

    /** Does it; another client may have been faster with the same clip. */
    OriginClient.Answer on(CutSource source) {
        OriginClient client = source.client();
        List<JsonNode> clips = source.clips();
        int at = share(clip, clips.size());
        JsonNode it = clips.get(at);
        String path = "/api/clips/" + it.path("id").asString();
        int from = it.path("startFrame").asInt();
        // One frame too far now and then.
        int near = Math.min(
                source.frames(), from + share(point, it.path("endFrame").asInt() - from + 2));
        return switch (kind) {
            case SPLIT -> client.post(path + "/split", Map.of("at", frame(near)));
            case MERGE ->
                client.post(
                        path + "/merge",
                        Map.of(
                                "with",
                                clips.get((at + 1) % clips.size()).path("id").asString()));
            case MOVE_END -> client.post(path + "/move-end", Map.of("to", frame(near)));
            case PARTITION -> source.tryPartition(List.of(frame(near), frame(1 + share(point, source.frames()))));
        };
    }

    private static int share(int share, int of) {
        return (int) ((long) share * of / WHOLE);
    }

    private static Map<String, Integer> frame(int number) {
        return Map.of("frame", number);
    }
}
