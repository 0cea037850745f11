package dev.cliprange.source.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.index.PageEntry;
import dev.cliprange.job.life.Job;
import dev.cliprange.job.life.JobService;
import dev.cliprange.job.life.JobState;
import dev.cliprange.slice.rendition.Rung;
import dev.cliprange.source.Source;
import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.testing.TestPostgres;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.core.DatabaseClient;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

/** The job that makes a ladder, with a worker that is killed and another one. The origin runs no jobs. */
class LadderIT {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    /** 5 frames per second for 130 s: the index has three pages. */
    private static final int FRAMES = 650;

    private static final TestPostgres.Database DATABASE = TestPostgres.shared().createDatabase();
    private static final Origin ORIGIN = Origin.start(DATABASE, Origin.storage(), Map.of("cliprange.role", "origin"));

    @TempDir
    private static Path folder;

    private static Path file;

    @BeforeAll
    static void makeSource() {
        file = folder.resolve("long.mp4");
        FfmpegRun.of(List.of(
                        "-nostdin",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=480x360:rate=5:duration=130",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-bf",
                        "2",
                        "-g",
                        "20",
                        "-pix_fmt",
                        "yuv420p",
                        "-y",
                        file.toString()))
                .orThrow();
    }

    @AfterAll
    static void close() {
        ORIGIN.close();
    }

    /** The first part is made at once, and the second one takes a minute. */
    @Test
    void job_whoseWorkerIsKilled_keepsTheFinishedParts_andDeletingTheSourceLeavesNothing() throws Exception {
        UUID source = UUID.fromString(ORIGIN.source(file).path("id").asString());
        JsonNode opened = ORIGIN.client()
                .post("/api/sources/" + source + "/renditions", Map.of("ladder", List.of("144p", "240p", "480p")))
                .expect(202);
        UUID id = UUID.fromString(opened.path("id").asString());
        final List<String> finished;
        try (OriginProcess killed = worker("killed", Map.of())) {
            await().atMost(LONGEST)
                    .until(() -> !results(id).isEmpty() && !killed.ffmpegs().isEmpty());
            List<ProcessHandle> encoders = killed.ffmpegs();
            killed.kill();
            await().atMost(LONGEST)
                    .until(() -> !killed.isAlive() && encoders.stream().allMatch(OriginProcess::isGone));
        }
        finished = results(id);
        assertThat(finished).hasSizeLessThan(3);
        execute("UPDATE scheduled_tasks SET last_heartbeat = now() - interval '1 minute' WHERE task_name = 'job-part'");

        final Job job;
        try (Origin second = Origin.start(DATABASE, Origin.storage(), Map.of("cliprange.role", "worker"))) {
            job = await().atMost(LONGEST)
                    .until(
                            () -> second.bean(JobService.class).get(id).block(LONGEST),
                            now -> !now.state().isOpen());
        }

        assertThat(job.state()).as(String.valueOf(job.problem())).isEqualTo(JobState.COMPLETED);
        assertThat(ladder(source).orElseThrow().objects()).containsAll(finished);
        Source row = ORIGIN.bean(SourceRepository.class).findById(source).block(LONGEST);
        Ladder ladder = ladder(source).orElseThrow();
        assertThat(row.ready().ladderId()).contains(ladder.id());
        assertThat(ladder.rungs()).extracting(Rung::name).containsExactly("240p", "144p");
        IndexDirectory directory = IndexDirectory.decode(ladder.directory());
        assertThat(directory.pages()).hasSizeGreaterThan(1).hasSameSizeAs(ladder.objects());
        assertThat(directory.frames()).isEqualTo(FRAMES);
        assertThat(directory.tracks())
                .extracting(track -> track.format().width())
                .containsExactly(320, 192);
        byte[] pages = object(ladder.pagesKey());
        int shown = 0;
        for (int number = 0; number < ladder.objects().size(); number++) {
            PageEntry place = directory.pages().get(number);
            IndexPage page = IndexPage.decode(
                    directory, number, ByteBuffer.wrap(pages, (int) place.offsetBytes(), place.lengthBytes()));
            Path media = Files.write(
                    folder.resolve("page" + number + ".mp4"),
                    object(ladder.objects().get(number)));
            var pictures = Oracle.pictures(media, Oracle.Edits.IGNORED).orElseThrow();
            assertThat(pictures.complaints()).isEmpty();
            assertThat(pictures.frames()).hasSize(page.tracks().getFirst().count());
            assertThat(page.frameUs(place.firstFrame())).isEqualTo(200_000L * shown);
            shown += pictures.frames().size();
        }
        assertThat(shown).isEqualTo(FRAMES);
        assertThat(rows("job_part")).isZero();

        ORIGIN.client().delete("/api/sources/" + source).expect(204);

        assertThat(rows("ladder")).isZero();
        await().atMost(LONGEST).until(() -> objects(source).isEmpty());
    }

    /** One part has been made, and two are being made. */
    @Test
    void cancelledJob_endsItsProcesses_andLeavesNoPart() throws Exception {
        UUID source = UUID.fromString(ORIGIN.source(file).path("id").asString());
        String opened = ORIGIN.client()
                .post("/api/sources/" + source + "/renditions", Map.of("ladder", List.of("144p")))
                .expect(202)
                .path("id")
                .asString();
        try (OriginProcess worker = worker("cancelled", Map.of("cliprange.worker.concurrency", 2))) {
            UUID id = UUID.fromString(opened);
            await().atMost(LONGEST)
                    .until(() -> results(id).size() == 1 && worker.ffmpegs().size() == 2);
            List<ProcessHandle> encoders = worker.ffmpegs();

            JsonNode cancelled = ORIGIN.client()
                    .post("/api/jobs/" + opened + "/cancel", Map.of())
                    .expect(200);

            assertThat(cancelled.path("state").asString()).isEqualTo("cancelled");
            await().atMost(LONGEST).until(() -> encoders.stream().allMatch(OriginProcess::isGone));
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(objects(source)).noneMatch(key -> key.contains("/renditions/")));
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(unfinished()).noneMatch(key -> key.contains(source.toString())));
            assertThat(rows("job_part")).isZero();
            // No other part is begun.
            await().atMost(LONGEST).until(() -> rows("scheduled_tasks WHERE task_name = 'job-part'") == 0);
            assertThat(worker.ffmpegs()).isEmpty();
        }
        assertThat(ladder(source)).isEmpty();
        ORIGIN.client().delete("/api/sources/" + source).expect(204);
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

    /** Its first encoding is as fast as any, and the others read no faster than the video plays. */
    private static OriginProcess worker(String name, Map<String, Object> more) throws IOException {
        Path script = folder.resolve(name + "-ffmpeg");
        String real = TestFfmpeg.ofServer().toString();
        Files.writeString(script, """
                #!/bin/sh
                case "$*" in
                  *-progress*) if mkdir '%s' 2>/dev/null; then exec '%s' "$@"; else exec '%s' -re "$@"; fi ;;
                  *) exec '%s' "$@" ;;
                esac
                """.formatted(folder.resolve(name), real, real, real));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        var settings = new HashMap<String, Object>(DATABASE.properties());
        settings.put("cliprange.role", "worker");
        settings.put("cliprange.ffmpeg.path", script);
        settings.putAll(more);
        return OriginProcess.launch(settings);
    }

    /** The objects of the parts that have a result. */
    private static List<String> results(UUID job) {
        return ORIGIN.bean(DatabaseClient.class)
                .sql("SELECT result FROM job_part WHERE job_id = :job AND result IS NOT NULL")
                .bind("job", job)
                .map(row -> PartResult.decode(row.get(0, byte[].class)).key())
                .all()
                .collectList()
                .block(LONGEST);
    }

    private static Optional<Ladder> ladder(UUID source) {
        return ORIGIN.bean(LadderRepository.class).find(source).blockOptional(LONGEST);
    }

    private static byte[] object(String key) {
        return ORIGIN.bean(WorkStore.class).get(key).block(LONGEST);
    }

    private static List<String> objects(UUID source) {
        return Origin.storage()
                .client()
                .listObjectsV2(
                        list -> list.bucket(Origin.storage().bucket()).prefix(".cliprange/sources/" + source + "/"))
                .join()
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private static void execute(String sql) {
        ORIGIN.bean(DatabaseClient.class).sql(sql).then().block(LONGEST);
    }

    private static long rows(String table) {
        return ORIGIN.bean(DatabaseClient.class)
                .sql("SELECT count(*) FROM " + table)
                .map(row -> row.get(0, Long.class))
                .one()
                .block(LONGEST);
    }
}
