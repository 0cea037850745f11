package dev.cliprange.source.orphan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.job.JobAttempt;
import dev.cliprange.job.JobOutcome;
import dev.cliprange.source.SourceMeter;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

/** The janitor on a work storage of its own, with objects that are in use and objects that killed instances have left. */
class OrphanJanitorIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final String WORK = "work-of-the-janitor/";
    private static final Origin ORIGIN = Origin.start(
            Map.of("cliprange.storage.work", "s3://" + Origin.storage().bucket() + "/" + WORK));
    private static final OriginClient CLIENT = ORIGIN.client();

    @TempDir
    private static Path folder;

    private final OrphanJanitor janitor = ORIGIN.bean(OrphanJanitor.class);
    private final Instant nothing = Instant.now().minusSeconds(3_600);
    private final Instant all = Instant.now().plusSeconds(3_600);

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    @Test
    void objectsThatNoRowNames_areFound_andDeletedIfAllowed() throws SQLException {
        String id = sliced();
        String remuxed = remuxed();
        List<String> used = keys();
        for (String part : List.of("index", "edges", "posters", "waveform")) {
            assertThat(used).anyMatch(key -> key.startsWith("sources/" + id + "/" + part + "/"));
        }
        assertThat(used).anyMatch(key -> key.startsWith("sources/" + remuxed + "/media/"));

        String job = UUID.randomUUID().toString();
        String gone = UUID.randomUUID().toString();
        String ladder = UUID.randomUUID().toString();
        String divided = jobOf(id);
        List<String> kept = List.of(
                "sources/" + id + "/posters/of-another-revision",
                "sources/" + id + "/part-of-a-later-release/x",
                "sources/" + id + "/index/g1-replaced-now/pages",
                "sources/" + id + "/index/g1-replaced-now/texts",
                "sources/" + id + "/renditions/" + ladder + "/0-1/media.mp4",
                "sources/" + id + "/renditions/" + divided + "/3-2/media.mp4",
                "sources/no-id/media/x",
                "another-tree/" + id + "/x");
        List<String> orphans = List.of(
                "sources/" + id + "/index/g2-another-0/pages",
                "sources/" + id + "/index/g2-another-0/texts",
                "sources/" + id + "/edges/version/digest",
                "sources/" + id + "/waveform/" + job + "/1/256",
                "sources/" + id + "/waveform/" + job + "/1/1024",
                "sources/" + id + "/media/" + job + "/1/media.mp4",
                "sources/" + remuxed + "/media/" + job + "/1/media.mp4",
                "sources/" + id + "/renditions/" + job + "/0-1/media.mp4",
                "sources/" + remuxed + "/renditions/" + ladder + "/0-1/media.mp4",
                "sources/" + gone + "/posters/x",
                "sources/" + gone + "/part-of-a-later-release/x",
                "index/" + id + "/another/pages",
                "index/" + gone + "/another/pages",
                "boundary/" + id + "/version/digest");
        kept.forEach(OrphanJanitorIT::put);
        orphans.forEach(OrphanJanitorIT::put);
        execute("INSERT INTO replaced_index (folder) VALUES ('sources/" + id + "/index/g1-replaced-now')");
        execute(
                "INSERT INTO ladder (id, source_id, revision, generation, sides, rates, directory, pages_key, objects) VALUES ('"
                        + ladder + "', '" + id + "', 'r', 1, '{360}', '{500000}', '', 'k', '{}')");
        execute("INSERT INTO job_part (job_id, part, plan) VALUES ('" + divided + "', 3, 'p')");
        var expected = new Orphans(orphans.size(), orphans.size(), 0);
        var before = new TreeSet<>(keys());
        double deleted = counted("deleted");

        assertThat(run(nothing, true)).isEqualTo(Orphans.NONE);
        assertThat(run(all, false)).isEqualTo(expected);
        assertThat(keys()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(counted("deleted")).isEqualTo(deleted);

        assertThat(run(all, true)).isEqualTo(expected);

        var left = new ArrayList<>(used);
        left.addAll(kept);
        assertThat(keys()).containsExactlyInAnyOrderElementsOf(left);
        assertThat(counted("deleted")).isEqualTo(deleted + orphans.size());
        assertThat(run(all, true)).isEqualTo(Orphans.NONE);
    }

    /** Its objects are in folders of their own below the folder that is replaced. Players of the earlier URLs still read them. */
    @Test
    void replacedLadder_isLeftUntilItsRowIsGone() throws SQLException {
        String id = ORIGIN.source(larger()).path("id").asString();
        String first = ladder(id);
        List<String> replaced = below(id, first);
        assertThat(replaced).anyMatch(key -> key.endsWith("/media.mp4")).anyMatch(key -> key.endsWith("/pages"));

        String second = ladder(id);

        run(all, true);
        assertThat(below(id, first)).containsExactlyInAnyOrderElementsOf(replaced);
        execute("DELETE FROM replaced_index WHERE folder LIKE '%" + first + "'");
        run(all, true);
        assertThat(below(id, first)).isEmpty();
        assertThat(below(id, second)).hasSameSizeAs(replaced);
    }

    /** Larger than the smallest quality of a ladder. */
    private static Path larger() {
        Path file = folder.resolve("larger.mp4");
        String options =
                "-nostdin -f lavfi -i testsrc2=size=320x240:rate=5:duration=4 -c:v libx264 -pix_fmt yuv420p -y ";
        FfmpegRun.of(List.of((options + file).split(" "))).orThrow();
        return file;
    }

    private static String ladder(String sourceId) {
        JsonNode job = CLIENT.post("/api/sources/" + sourceId + "/renditions", Map.of("ladder", List.of("144p")))
                .expect(202);
        ended(job);
        return job.path("id").asString();
    }

    private static List<String> below(String sourceId, String ladder) {
        return keys().stream()
                .filter(key -> key.startsWith("sources/" + sourceId + "/renditions/" + ladder + "/"))
                .toList();
    }

    @Test
    void uploadsThatDidNotEnd_areAborted_andOthersAreLeft() {
        begin(WORK + "sources/" + UUID.randomUUID() + "/media/x/1/media.mp4");
        String ofClients = "uploads/" + UUID.randomUUID() + "/file";
        begin(ofClients);

        assertThat(run(all, false).unfinished()).isOne();
        assertThat(unfinished()).anyMatch(key -> key.startsWith(WORK));
        assertThat(run(all, true).unfinished()).isOne();

        assertThat(unfinished()).noneMatch(key -> key.startsWith(WORK)).contains(ofClients);
    }

    /** By default nothing is deleted, and what is younger than two days does not count. */
    @Test
    void job_repeatsAfterADay() {
        String young = "sources/" + UUID.randomUUID() + "/media/x/1/media.mp4";
        put(young);
        double found = counted("found");

        JobOutcome outcome = ORIGIN.bean(FindOrphansJob.class)
                .run(new JobAttempt("all", () -> false))
                .block(LONGEST);

        assertThat(outcome).isEqualTo(new JobOutcome.RunAgain(Duration.ofDays(1)));
        assertThat(counted("found")).isEqualTo(found);
        assertThat(keys()).contains(young);
        Origin.storage()
                .client()
                .deleteObject(it -> it.bucket(Origin.storage().bucket()).key(WORK + young))
                .join();
    }

    /** A source with an index, a waveform, a poster and the edges of a precise clip. */
    private static String sliced() {
        JsonNode source = ORIGIN.source(MediaMatrix.entry("avc-long-gop").file());
        String path = "/api/sources/" + source.path("id").asString();
        ended(CLIENT.post(path + "/waveform", Map.of()).expect(202));
        assertThat(CLIENT.get(path + "/poster.jpg?at=1").status()).isEqualTo(200);
        JsonNode clip = CLIENT.clip(source, 1.5, 4.5);
        assertThat(CLIENT.play(clip.path("preciseStreamUrl").asString()).statusCode())
                .isEqualTo(200);
        String id = source.path("id").asString();
        // It may be stored after it was sent.
        await().atMost(LONGEST)
                .until(() -> keys().stream().anyMatch(key -> key.startsWith("sources/" + id + "/posters/")));
        return id;
    }

    private static String jobOf(String sourceId) {
        for (JsonNode job : CLIENT.get("/api/jobs").expect(200).path("items")) {
            if (job.path("sourceId").asString().equals(sourceId)) {
                return job.path("id").asString();
            }
        }
        throw new AssertionError("no job of " + sourceId);
    }

    private static String remuxed() {
        String id =
                ORIGIN.source(MediaMatrix.entry("flv-avc").file()).path("id").asString();
        ended(CLIENT.post("/api/sources/" + id + "/remux", Map.of()).expect(202));
        return id;
    }

    private static void ended(JsonNode job) {
        String path = "/api/jobs/" + job.path("id").asString();
        await().atMost(LONGEST)
                .until(() ->
                        CLIENT.get(path).expect(200).path("state").asString().equals("completed"));
    }

    private Orphans run(Instant before, boolean delete) {
        return Objects.requireNonNull(janitor.run(before, delete).block(LONGEST));
    }

    private static double counted(String outcome) {
        return SourceMeter.ORPHANS
                .counter(ORIGIN.bean(MeterRegistry.class), "outcome", outcome)
                .count();
    }

    private static void put(String key) {
        Origin.storage().put(WORK + key, new byte[] {1});
    }

    private static void begin(String key) {
        Origin.storage()
                .client()
                .createMultipartUpload(
                        it -> it.bucket(Origin.storage().bucket()).key(key))
                .join();
    }

    private static List<String> unfinished() {
        return Origin.storage()
                .client()
                .listMultipartUploads(list -> list.bucket(Origin.storage().bucket()))
                .join()
                .uploads()
                .stream()
                .map(MultipartUpload::key)
                .toList();
    }

    /** The keys of all objects of the work storage. */
    private static List<String> keys() {
        return Origin.storage()
                .client()
                .listObjectsV2(list -> list.bucket(Origin.storage().bucket()).prefix(WORK))
                .join()
                .contents()
                .stream()
                .map(S3Object::key)
                .map(key -> key.substring(WORK.length()))
                .toList();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = ORIGIN.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
