package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Box;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A clip is a file: the same bytes from whichever instance and in whichever parts, and one that other readers take. */
class SliceFileIT {

    private static final int PARTITIONS = Boolean.getBoolean("cliprange.full") ? 60 : 8;

    private static Origin one;
    private static Origin other;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        TestPostgres.Database database = TestPostgres.shared().createMigratedDatabase();
        one = Origin.start(database, Origin.storage(), Map.of());
        other = Origin.start(database, Origin.storage(), Map.of());
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void clip_inPartsFromTwoInstancesInAnyOrder_isTheSameFile() {
        String path = path(MediaMatrix.entry("avc-b-pyramid").file(), 0.7, 3.1);
        byte[] whole = get(one, path).body();
        assertThat(get(other, path).body()).isEqualTo(whole);

        var random = new Random(8);
        for (int round = 0; round < PARTITIONS; round++) {
            byte[] assembled = new byte[whole.length];
            for (int[] part : partition(whole.length, 1 + random.nextInt(12), random)) {
                HttpResponse<byte[]> response = get(
                        random.nextBoolean() ? one : other, path, "Range", "bytes=" + part[0] + "-" + (part[1] - 1));
                assertThat(response.statusCode()).isEqualTo(206);
                assertThat(response.body()).hasSize(part[1] - part[0]);
                System.arraycopy(response.body(), 0, assembled, part[0], response.body().length);
            }
            assertThat(assembled).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc-2997", "avc-open-gop", "hevc-hvc1", "avc-fragmented", "avc-variable-rate"})
    void clip_readByFfprobe_hasNoFault(String entry) throws Exception {
        HostProgram ffprobe = HostProgram.onPath("ffprobe");
        Path clip = download(entry);

        HostProgram.Run run = ffprobe.run(
                "-v",
                "warning",
                "-count_packets",
                "-show_entries",
                "stream=nb_frames,nb_read_packets",
                clip.toString());

        assertThat(run.output()).contains("nb_read_packets").doesNotContain("[mov", "rror");
        assertThat(run.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"avc-2997", "avc-open-gop", "hevc-hvc1", "avc-fragmented", "avc-variable-rate"})
    void clip_readByMp4box_hasNoFault(String entry) throws Exception {
        Mp4Box mp4box = Mp4Box.installed();

        Mp4Box.Report report = mp4box.read(download(entry));

        assertThat(report.complaints()).isEmpty();
        assertThat(report.samplesRead()).isPositive().isEqualTo(report.samplesListed());
    }

    private Path download(String entry) throws Exception {
        byte[] clip = get(one, path(MediaMatrix.entry(entry).file(), 0.7, 1.9)).body();
        return Files.write(folder.resolve("clip.mp4"), clip);
    }

    /** Of a source that is registered for this clip alone. */
    private static String path(Path file, double start, double end) {
        OriginClient client = one.client();
        client.get("/api/sources")
                .expect(200)
                .path("items")
                .forEach(source ->
                        client.delete("/api/sources/" + source.path("id").asString()));
        JsonNode clip = client.clip(one.source(file), start, end);
        String url = clip.path("streamUrl").asString();
        return url.substring(url.indexOf("/videos"));
    }

    private static HttpResponse<byte[]> get(Origin origin, String path, String... headers) {
        return origin.client().play(origin.base().resolve(path).toString(), headers);
    }

    /** Half-open parts that cover the whole, in any order. */
    private static List<int[]> partition(int length, int cuts, Random random) {
        var ends = new TreeSet<Integer>(List.of(0, length));
        random.ints(cuts, 1, length).forEach(ends::add);
        var parts = new ArrayList<int[]>();
        int from = 0;
        for (int end : ends.tailSet(1)) {
            parts.add(new int[] {from, end});
            from = end;
        }
        Collections.shuffle(parts, random);
        return parts;
    }
}
