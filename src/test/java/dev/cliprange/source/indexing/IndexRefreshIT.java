package dev.cliprange.source.indexing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.source.IndexGeneration;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An upgrade finds sources that an earlier release has read. */
class IndexRefreshIT {

    private static final Path FIELD = Path.of("src/test/resources/field");
    private static final String OLD_SOURCES = "SELECT count(*) FROM source WHERE index_generation = 1";

    @TempDir
    private Path folder;

    private final TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
    private final OldIndex old = new OldIndex(database);

    @Test
    void oldIndex_servesUntilTheNewOneReplacesItOnAllInstances() throws Exception {
        Path file = FIELD.resolve("every-sample-sync.mp4");
        JsonNode source;
        JsonNode clip;
        byte[] right;
        try (Origin today = start(Map.of())) {
            source = today.source(file);
            clip = today.client().clip(source, 1.5, 2.5);
            right = play(today, clip, version(clip)).body();
        }
        String sourceId = source.path("id").asString();
        String oldKey = old.install(sourceId, file);

        try (Connection lock = database.connect();
                Statement statement = lock.createStatement()) {
            // Everything is read, and the last step waits.
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE source_index IN SHARE MODE");
            try (Origin first = start(Map.of());
                    Origin second = start(Map.of())) {
                old.awaitNumber(
                        1,
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'source_index'::regclass"
                                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
                JsonNode before = clip(first, clip);
                assertThat(version(before)).isNotEqualTo(version(clip));
                HttpResponse<byte[]> oldBytes = play(first, clip, version(before));
                assertThat(oldBytes.statusCode()).isEqualTo(200);
                assertThat(oldBytes.body()).isNotEqualTo(right);
                assertThat(play(second, clip, version(before)).body()).isEqualTo(oldBytes.body());
                assertThat(play(first, clip, version(clip)).statusCode()).isEqualTo(410);
                assertThat(state(first, sourceId)).isEqualTo("ready");
                long lastEvent = old.number("SELECT coalesce(max(id), 0) FROM change_event");

                lock.rollback();

                for (Origin instance : new Origin[] {first, second}) {
                    await().atMost(OldIndex.LONGEST)
                            .until(() -> play(instance, clip, version(before)).statusCode() == 410);
                    JsonNode gone =
                            instance.client().get(path(clip, version(before))).body();
                    assertThat(gone.path("code").asString()).isEqualTo("version-gone");
                    assertThat(gone.path("currentUrl").asString()).endsWith(path(clip, version(clip)));
                    assertThat(version(clip(instance, clip))).isEqualTo(version(clip));
                    assertThat(play(instance, clip, version(clip)).body()).isEqualTo(right);
                    assertThat(state(instance, sourceId)).isEqualTo("ready");
                }
                assertThat(old.number("SELECT count(*) FROM change_event WHERE type = 'source-changed' AND id > "
                                + lastEvent + " AND data->>'state' = 'ready'"))
                        .isEqualTo(1);
                assertThat(old.number("SELECT count(*) FROM change_event WHERE id > " + lastEvent))
                        .isEqualTo(1);
            }
        }
        // An instance that has not received the change may still read these pages.
        assertThat(Origin.storage().get(OldIndex.WORK + oldKey)).isNotEmpty();
        assertThat(old.text("SELECT folder FROM replaced_index") + "/pages").isEqualTo(oldKey);
        assertThat(old.text("SELECT pages_key FROM source_index")).startsWith("sources/" + sourceId + "/index/g2-");
        assertThat(old.number("SELECT count(*) FROM index_refresh")).isZero();
    }

    @Test
    void replacedPages_areDeletedLater() throws Exception {
        Path file = FIELD.resolve("every-sample-sync.mp4");
        String sourceId;
        try (Origin today = start(Map.of())) {
            sourceId = today.source(file).path("id").asString();
        }
        String oldKey = old.install(sourceId, file);
        try (Origin upgraded = start(Map.of())) {
            old.awaitNumber(0, OLD_SOURCES);
            assertThat(state(upgraded, sourceId)).isEqualTo("ready");
        }
        assertThat(isGone(oldKey)).isFalse();
        old.execute("UPDATE replaced_index SET replaced_at = now() - interval '2 hours'");

        try (Origin later = start(Map.of())) {
            old.awaitNumber(0, "SELECT count(*) FROM replaced_index");
            await().atMost(OldIndex.LONGEST).until(() -> isGone(oldKey));
            JsonNode clip = later.client()
                    .clip(later.client().get("/api/sources/" + sourceId).body(), 1.5, 2.5);
            assertThat(play(later, clip, version(clip)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anInstanceThatHasNotReceivedTheChange_neverServesTheNewIndexUnderTheOldVersion() throws Exception {
        Path file = FIELD.resolve("every-sample-sync.mp4");
        try (Origin origin = start(Map.of("cliprange.source.directory-cache", "0B"))) {
            JsonNode source = origin.source(file);
            JsonNode clip = origin.client().clip(source, 1.5, 2.5);
            String current = "/videos/clips/" + clip.path("id").asString() + "/stream";
            assertThat(origin.client().get(current).header("location")).endsWith(version(clip));

            old.install(source.path("id").asString(), file);

            OriginClient.Answer gone = origin.client().get(path(clip, version(clip)));
            assertThat(gone.status()).isEqualTo(410);
            String now = version(clip(origin, clip));
            assertThat(now).isNotEqualTo(version(clip));
            assertThat(gone.body().path("currentUrl").asString()).endsWith(path(clip, now));
            assertThat(origin.client().get(current).header("location")).endsWith(now);
        }
    }

    @Test
    void aSourceOfTheOtherEngine_isReadAgainToo() throws Exception {
        JsonNode clip;
        try (Origin today = start(Map.of())) {
            clip = today.client().clip(today.source(FIELD.resolve("vfr.mkv")), 1, 2);
        }
        // As before frame times were listed.
        old.execute("DELETE FROM source_frames");
        old.markOld();

        try (Origin upgraded = start(Map.of())) {
            old.awaitNumber(0, OLD_SOURCES);
            assertThat(old.number("SELECT count(*) FROM source_frames")).isEqualTo(1);
            await().atMost(OldIndex.LONGEST)
                    .until(() -> version(clip(upgraded, clip)).equals(version(clip)));
        }
    }

    /** The newest generation matters for MPEG-4 Part 2 only. */
    @Test
    void aChangeForOneCodec_changesVersionsOnlyWhereTheIndexDiffers() throws Exception {
        Path mpeg4 = folder.resolve("mpeg4.mp4");
        FfmpegRun.of(List.of(
                        "-nostdin",
                        "-i",
                        MediaMatrix.entry("avi-mpeg4").file().toString(),
                        "-c",
                        "copy",
                        "-y",
                        mpeg4.toString()))
                .orThrow();
        try (Origin origin = start(Map.of())) {
            List<JsonNode> clips = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (Path file : List.of(
                    FIELD.resolve("every-sample-sync.mp4"),
                    Files.copy(mpeg4, folder.resolve("mpeg4-right.mp4")),
                    Files.copy(mpeg4, folder.resolve("mpeg4-wrong.mp4")))) {
                JsonNode source = origin.source(file);
                assertThat(source.path("sliceable").asBoolean())
                        .as(file.toString())
                        .isTrue();
                ids.add(source.path("id").asString());
                clips.add(origin.client().clip(source, 1.5, 2.5));
            }
            assertThat(old.number(ofGeneration(IndexGeneration.BASELINE, ids.getFirst())))
                    .isOne();
            for (String id : ids.subList(1, 3)) {
                assertThat(old.number(ofGeneration(IndexGeneration.CURRENT, id)))
                        .isOne();
            }
            old.markOf(IndexGeneration.BASELINE, ids.get(1), "");
            old.markOf(IndexGeneration.BASELINE, ids.get(2), "0123456789abcdef0123456789abcdef");
            for (JsonNode clip : clips.subList(1, 3)) {
                await().atMost(OldIndex.LONGEST)
                        .until(() -> !version(clip(origin, clip)).equals(version(clip)));
            }
            String right = version(clip(origin, clips.get(1)));
            String untouched = "SELECT updated_at FROM source WHERE id = '" + ids.getFirst() + "'";
            String updatedAt = old.text(untouched);

            old.execute("UPDATE scheduled_tasks SET execution_time = now() WHERE task_name LIKE 'refresh-indexes-%'");

            old.awaitNumber(1, ofGeneration(IndexGeneration.CURRENT, ids.get(2)));
            old.awaitNumber(
                    1,
                    "SELECT count(*) FROM index_refresh WHERE source_id = '" + ids.get(1)
                            + "' AND attempts = 3 AND problem IS NULL");
            await().atMost(OldIndex.LONGEST)
                    .until(() -> version(clip(origin, clips.get(2))).equals(version(clips.get(2))));
            assertThat(version(clip(origin, clips.get(1)))).isEqualTo(right);
            assertThat(play(origin, clips.get(1), right).statusCode()).isEqualTo(200);
            assertThat(old.number("SELECT count(*) FROM index_refresh")).isOne();
            assertThat(version(clip(origin, clips.getFirst()))).isEqualTo(version(clips.getFirst()));
            assertThat(old.text(untouched)).isEqualTo(updatedAt);
        }
    }

    private static String ofGeneration(int generation, String id) {
        return "SELECT count(*) FROM source s JOIN source_index i ON i.source_id = s.id WHERE s.id = '" + id
                + "' AND s.state = 'READY' AND s.index_generation = " + generation + " AND i.generation = "
                + generation;
    }

    @Test
    void aReindex_isOfTheCurrentGeneration() throws Exception {
        Path file = FIELD.resolve("every-sample-sync.mp4");
        try (Origin origin = start(Map.of())) {
            JsonNode source = origin.source(file);
            String id = source.path("id").asString();
            JsonNode clip = origin.client().clip(source, 1.5, 2.5);
            old.install(id, file);
            assertThat(version(clip(origin, clip))).isNotEqualTo(version(clip));

            origin.client().post("/api/sources/" + id + "/reindex", Map.of()).expect(202);

            await().atMost(OldIndex.LONGEST).until(() -> state(origin, id).equals("ready"));
            assertThat(version(clip(origin, clip))).isEqualTo(version(clip));
        }
    }

    @Test
    void anEarlierReleaseBesideThisOne_leavesItsOwnGeneration() throws Exception {
        Path file = FIELD.resolve("every-sample-sync.mp4");
        try (Origin origin = start(Map.of())) {
            String id = origin.source(file).path("id").asString();
            assertThat(old.number(OLD_SOURCES)).isZero();

            // Its statements do not name the column.
            old.execute("UPDATE source SET state = 'INDEXING', attempts = attempts + 1 WHERE id = '" + id + "'");
            old.execute("UPDATE source_index SET directory = set_byte(directory, 0, 1), pages_key = 'index/" + id
                    + "/0123456789abcdef0123456789abcdef/pages'");
            old.execute("UPDATE source SET state = 'READY', attempts = 0 WHERE id = '" + id + "'");

            assertThat(old.number(OLD_SOURCES)).isEqualTo(1);
            assertThat(old.number("SELECT generation FROM source_index")).isEqualTo(1);
        }
    }

    @Test
    void theReleaseBeforeGenerations_besideThisOne_leavesASourceThatIsServed() throws Exception {
        try (Origin origin = start(Map.of())) {
            JsonNode source = origin.source(FIELD.resolve("every-sample-sync.mp4"));
            String id = source.path("id").asString();
            JsonNode clip = origin.client().clip(source, 1.5, 2.5);

            // Its statements and keys do not name the generation.
            old.execute("UPDATE source SET state = 'INDEXING', attempts = attempts + 1 WHERE id = '" + id + "'");
            assertThat(old.number("SELECT index_generation FROM source")).isEqualTo(1);
            old.execute(
                    "UPDATE source_index SET pages_key = 'index/" + id + "/0123456789abcdef0123456789abcdef/pages'");
            old.execute("UPDATE source SET state = 'READY', attempts = 0 WHERE id = '" + id + "'");

            assertThat(old.number("SELECT generation FROM source_index")).isEqualTo(2);
            assertThat(old.number("SELECT index_generation FROM source")).isEqualTo(2);
            await().atMost(OldIndex.LONGEST)
                    .until(() -> version(clip(origin, clip)).equals(version(clip)));
        }
    }

    private Origin start(Map<String, Object> settings) {
        return Origin.start(database, Origin.storage(), settings);
    }

    private static JsonNode clip(Origin origin, JsonNode clip) {
        return origin.client().get("/api/clips/" + clip.path("id").asString()).expect(200);
    }

    private static String version(JsonNode clip) {
        return clip.path("version").asString();
    }

    private static String path(JsonNode clip, String version) {
        return "/videos/clips/" + clip.path("id").asString() + "/stream/" + version;
    }

    private static HttpResponse<byte[]> play(Origin origin, JsonNode clip, String version) {
        return origin.client().play(origin.base() + path(clip, version));
    }

    private static String state(Origin origin, String sourceId) {
        return origin.client()
                .get("/api/sources/" + sourceId)
                .expect(200)
                .path("state")
                .asString();
    }

    private static boolean isGone(String key) {
        try {
            Origin.storage().get(OldIndex.WORK + key);
            return false;
        } catch (java.util.concurrent.CompletionException e) {
            return true;
        }
    }
}
