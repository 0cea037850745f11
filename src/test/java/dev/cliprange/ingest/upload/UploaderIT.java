package dev.cliprange.ingest.upload;

import static dev.cliprange.ingest.IngestOrigin.FRONT;
import static dev.cliprange.ingest.IngestOrigin.ORIGIN;
import static dev.cliprange.ingest.IngestOrigin.PART_BYTES;
import static dev.cliprange.ingest.IngestOrigin.S3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Digest;
import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.S3Front;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.testing.TestS3;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The examples of docs/uploads.md, as a reader runs them. The Java class is killed in the middle of an upload, and another
 * process continues with nothing but the id. With {@code -Dcliprange.full=true} also with 3 GB and five kills, and with
 * 1,200 parts.
 */
class UploaderIT {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static final Site SHARED = new Site(ORIGIN, FRONT, S3);

    private static Path program;

    /** A server, the front of its storage, and its storage. */
    private record Site(Origin origin, S3Front front, TestS3 s3) {}

    @BeforeAll
    static void writeProgram() throws IOException {
        String manual = Files.readString(Path.of("docs", "uploads.md"));
        int start = manual.indexOf("```java\n") + "```java\n".length();
        String text = manual.substring(start, manual.indexOf("```", start));
        assertThat(text.lines().count()).isLessThanOrEqualTo(110);
        program = Files.writeString(folder.resolve("Uploader.java"), text);
    }

    @Test
    void uploader_killedAndContinuedByAnotherProcess_sendsNoPartTwice() throws Exception {
        Path file = randomFile(6 * PART_BYTES - 4_711);

        String id = uploadWithKills(SHARED, file, List.of(2));

        assertUploaded(SHARED, id, file);
    }

    @Test
    @EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
    void uploader_threeGigabytesAndFiveKills_sendsNoPartTwice() throws Exception {
        try (TestS3 s3 = TestS3.start();
                S3Front front = new S3Front(s3);
                Origin origin = Origin.start(
                        TestPostgres.shared().createDatabase(),
                        s3,
                        Map.of("cliprange.storage.endpoint", front.endpoint()))) {
            var site = new Site(origin, front, s3);
            Path file = randomFile(3_000_000_000L);
            var kills = new Random().ints(5, 1, 170).sorted().boxed().toList();

            String id = uploadWithKills(site, file, kills);

            assertUploaded(site, id, file);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
    void uploader_twelveHundredParts_seesAllPages() throws Exception {
        FRONT.listPartsInPagesOf(500);
        try {
            Path file = randomFile(1_200 * PART_BYTES);

            String id = uploadWithKills(SHARED, file, List.of(1_100));

            assertUploaded(SHARED, id, file);
        } finally {
            FRONT.listPartsInPagesOf(1_000);
        }
    }

    @Test
    void curl_linesOfTheManual_makeASource() throws IOException {
        HostProgram bash = HostProgram.onPath("bash");
        HostProgram.onPath("curl");
        HostProgram.onPath("jq");
        Path work = Files.createDirectory(folder.resolve("curl"));
        Files.write(work.resolve("film.mp4"), new byte[100]);
        String manual = Files.readString(Path.of("docs", "uploads.md"));
        String section = manual.substring(manual.indexOf("## With curl"), manual.indexOf("## With Java"));
        String lines = section.lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining("\n"));

        HostProgram.Run run = bash.run(Files.writeString(
                        work.resolve("lines.sh"),
                        "set -euo pipefail\ncd " + work + "\nSERVER=" + server(ORIGIN) + "\nKEY=" + Origin.API_KEY
                                + "\n" + lines)
                .toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(Files.readString(work.resolve("source.json"))).contains("\"title\":\"film.mp4\"");
    }

    /** @param kills after how many accepted parts each process is killed; the last process is not */
    private static String uploadWithKills(Site site, Path file, List<Integer> kills) throws Exception {
        Optional<String> id = Optional.empty();
        for (int parts : kills) {
            if (id.isPresent()) {
                site.front().holdPartsAfter(id.get(), parts);
            } else {
                site.front()
                        .holdPartsAfter(
                                "/uploads/",
                                site.front().acceptedParts("/uploads/").size() + parts);
            }
            Process process = start(site.origin(), file, id);
            try (BufferedReader output = process.inputReader()) {
                id = Optional.of(firstLine(output));
                String known = id.get();
                await().atMost(LONGEST.multipliedBy(5))
                        .until(() -> site.front().acceptedParts(known).size() >= parts || !process.isAlive());
                assertThat(process.isAlive()).isTrue();
            } finally {
                process.destroyForcibly().waitFor();
                site.front().holdNoParts();
            }
        }
        Process last = start(site.origin(), file, id);
        try (BufferedReader output = last.inputReader()) {
            List<String> lines = output.readAllLines();
            assertThat(lines.getLast()).as(String.join("\n", lines)).startsWith("source ");
            assertThat(last.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            last.destroyForcibly().waitFor();
        }
        return id.orElseThrow();
    }

    private static void assertUploaded(Site site, String id, Path file) throws Exception {
        List<Integer> accepted = site.front().acceptedParts(id);
        assertThat(accepted).doesNotHaveDuplicates().isNotEmpty();
        List<String> keys = objects(site, "uploads/" + id);
        assertThat(keys).hasSize(1);
        var object = site.s3()
                .client()
                .getObject(
                        get -> get.bucket(site.s3().bucket()).key(keys.getFirst()),
                        AsyncResponseTransformer.toBlockingInputStream())
                .join();
        assertThat(digest(object)).isEqualTo(digest(Files.newInputStream(file)));
        assertThat(unfinished(site, "uploads/" + id)).isEmpty();
    }

    private static List<String> objects(Site site, String prefix) {
        return site
                .s3()
                .client()
                .listObjectsV2(list -> list.bucket(site.s3().bucket()).prefix(prefix))
                .join()
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private static List<String> unfinished(Site site, String prefix) {
        return site
                .s3()
                .client()
                .listMultipartUploads(list -> list.bucket(site.s3().bucket()).prefix(prefix))
                .join()
                .uploads()
                .stream()
                .map(MultipartUpload::key)
                .filter(key -> key.startsWith(prefix))
                .toList();
    }

    private static Process start(Origin origin, Path file, Optional<String> id) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                program.toString(),
                server(origin),
                Origin.API_KEY,
                file.toString()));
        id.ifPresent(command::add);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String firstLine(BufferedReader output) throws IOException {
        String line = String.valueOf(output.readLine());
        assertThat(line).startsWith("upload ");
        return line.substring("upload ".length());
    }

    private static String server(Origin origin) {
        return origin.base().toString();
    }

    private static Path randomFile(long sizeBytes) throws IOException {
        Path file = folder.resolve("film-" + sizeBytes + ".bin");
        byte[] block = new byte[1 << 20];
        var random = new Random(sizeBytes);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = sizeBytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(block.length, left));
            }
        }
        return file;
    }

    private static String digest(java.io.InputStream bytes) throws IOException {
        MessageDigest digest = Digest.newSha256();
        try (var in = new DigestInputStream(bytes, digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
