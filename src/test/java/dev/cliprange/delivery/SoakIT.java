package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.MediaServer;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The server in the memory that the image gives it, under a mixed load with hostile requests and hostile sources: for some
 * seconds, or for half an hour with {@code -Dcliprange.full=true}. It must neither exit nor write an error, and hold no
 * more at the end than in the middle. The first byte with and without the hostile part is reported as a ratio.
 */
class SoakIT {

    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final Duration QUIET = FULL ? Duration.ofMinutes(5) : Duration.ofSeconds(2);
    private static final Duration HALF = FULL ? Duration.ofMinutes(15) : Duration.ofSeconds(4);
    private static final long MEGABYTE = 1_048_576;

    @TempDir
    private static Path folder;

    @Test
    void server_underMixedAndHostileLoad_staysUpAndFlat(TestReporter report) throws IOException {
        try (var web = new MediaServer();
                OriginProcess origin = OriginProcess.ready(settings(web), imageOptions())) {
            List<URI> clips = clips(origin.client(), web);
            var load = new SoakLoad(clips, clips.getFirst().getPort());
            load.run(QUIET.dividedBy(2), false);
            SoakLoad.Tally alone = load.run(QUIET, false);
            SoakFigures start = settled(origin);

            SoakFigures middle;
            SoakFigures end;
            SoakLoad.Tally firstHalf;
            SoakLoad.Tally secondHalf;
            try (var bombs = Executors.newSingleThreadExecutor()) {
                bombs.submit(() -> registerBombs(origin.client(), web));
                firstHalf = load.run(HALF, true);
                middle = settled(origin);
                bombs.submit(() -> registerBombs(origin.client(), web));
                secondHalf = load.run(HALF, true);
            }
            end = settled(origin);

            report.publishEntry("alone", alone.toString());
            report.publishEntry("first half", firstHalf.toString());
            report.publishEntry("second half", secondHalf.toString());
            report.publishEntry("start", start.toString());
            report.publishEntry("middle", middle.toString());
            report.publishEntry("end", end.toString());
            report.publishEntry(
                    "first byte p99, with ÷ without the hostile part",
                    String.valueOf((double) secondHalf.firstByteP99Us() / alone.firstByteP99Us()));
            assertThat(origin.isAlive()).isTrue();
            assertThat(errors(origin.log())).isEmpty();
            assertThat(firstHalf.statuses()).containsKey(200).doesNotContainKeys(500, 502, 504);
            assertThat(secondHalf.statuses()).containsKey(200).doesNotContainKeys(500, 502, 504);
            assertThat(firstHalf.hostile()).doesNotContainKeys(500, 502, 503, 504);
            assertThat(end.heapBytes()).isLessThan(middle.heapBytes() + 16 * MEGABYTE);
            assertThat(start.directBytes()).isPositive();
            assertThat(end.directBytes()).isLessThan(middle.directBytes() + 16 * MEGABYTE);
            assertThat(end.descriptors()).isLessThan(middle.descriptors() + 32);
            assertThat(end.threads()).isLessThan(middle.threads() + 16);
        }
    }

    private static Map<String, Object> settings(MediaServer web) throws IOException {
        URI any = web.serve(Files.createFile(folder.resolve("empty.mp4")));
        return Map.of(
                "cliprange.sources.allowed",
                String.join(
                        ",",
                        any.resolve("/").toString(),
                        folder.toUri().toString(),
                        "s3://" + Origin.storage().bucket() + "/"),
                "cliprange.ffmpeg.max-processes",
                2);
    }

    /** The JVM options of the image, as its Dockerfile names them. */
    private static String[] imageOptions() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile")).replace("\\\n", "");
        int from = dockerfile.indexOf('"', dockerfile.indexOf("ENV JDK_JAVA_OPTIONS=")) + 1;
        String options = dockerfile.substring(from, dockerfile.indexOf('"', from));
        return Stream.concat(Stream.of(options.split(" ")), Stream.of("-XX:TieredStopAtLevel=4"))
                .toArray(String[]::new);
    }

    /** Clips of each engine, form, and kind of source. */
    private static List<URI> clips(OriginClient client, MediaServer web) throws IOException {
        var sources = new ArrayList<String>();
        Path mp4 = MediaMatrix.entry("avc-2997").file();
        Path mkv = MediaMatrix.entry("mkv-avc").file();
        Files.copy(mp4, folder.resolve("local.mp4"));
        Files.copy(mkv, folder.resolve("local.mkv"));
        Origin.storage().put("soak.mp4", mp4);
        Origin.storage().put("soak.mkv", mkv);
        for (String name : List.of("soak.mp4", "soak.mkv")) {
            sources.add("s3://" + Origin.storage().bucket() + "/" + name);
        }
        for (Path file : List.of(folder.resolve("local.mp4"), folder.resolve("local.mkv"))) {
            sources.add(file.toUri().toString());
        }
        for (Path file : List.of(
                mp4,
                mkv,
                HeavySource.file(),
                MediaMatrix.entry("avc-fragmented-sidx").file())) {
            sources.add(web.serve(file).toString());
        }
        var clips = new ArrayList<URI>();
        for (String uri : sources) {
            JsonNode source = client.readySource(uri);
            for (int from = 0; from < 4; from++) {
                JsonNode clip = client.clip(source, from + 0.3, from + 1.1);
                clips.add(URI.create(clip.path("streamUrl").asString()));
                if (clip.path("preciseStreamUrl").isString()) {
                    clips.add(URI.create(clip.path("preciseStreamUrl").asString()));
                }
            }
        }
        return clips;
    }

    /** Sources that once took an instance down, each registered and removed again. */
    private static void registerBombs(OriginClient client, MediaServer web) {
        try {
            Path bomb = folder.resolve("bomb-" + System.nanoTime() + ".mp4");
            writeFragments(bomb, FULL ? 150 : 20);
            Path field = Path.of("src", "test", "resources", "field");
            for (Path file : List.of(
                    bomb,
                    field.resolve("zero-duration.mp4"),
                    field.resolve("README.md"),
                    folder.resolve("empty.mp4"))) {
                JsonNode source = client.post(
                                "/api/sources", Map.of("uri", web.serve(file).toString()))
                        .body();
                String path = "/api/sources/" + source.path("id").asString();
                client.get(path + "?wait=30");
                client.delete(path);
            }
            Files.delete(bomb);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A file of a movie header and then nothing but movie fragments of a megabyte. */
    private static void writeFragments(Path file, int megabytes) throws IOException {
        byte[] whole =
                Files.readAllBytes(MediaMatrix.entry("avc-fragmented-sidx").file());
        ByteBuffer boxes = ByteBuffer.wrap(whole);
        int moovEnd = 0;
        while (boxes.getInt(moovEnd + 4) != 0x6D6F6F76) {
            moovEnd += boxes.getInt(moovEnd);
        }
        moovEnd += boxes.getInt(moovEnd);
        byte[] moof = new byte[(int) MEGABYTE];
        ByteBuffer.wrap(moof)
                .putInt(moof.length)
                .putInt(0x6D6F6F66)
                .putInt(moof.length - 8)
                .putInt(0x74726166);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(whole, 0, moovEnd);
            for (int i = 0; i < megabytes; i++) {
                out.write(moof);
            }
        }
    }

    /** The figures once no stream and no process is left. */
    private static SoakFigures settled(OriginProcess origin) {
        await().atMost(Duration.ofMinutes(2)).until(() -> origin.ffmpegs().isEmpty());
        return SoakFigures.of(origin);
    }

    private static List<String> errors(String log) {
        return log.lines()
                .filter(line -> line.contains("\"level\":\"ERROR\"") || line.contains("LEAK:"))
                .toList();
    }
}
