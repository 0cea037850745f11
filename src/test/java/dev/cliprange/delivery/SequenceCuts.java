package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Frame;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Ssim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Makes clips and sequences of the sources of {@link MediaMatrix}, and knows their frames. */
final class SequenceCuts {

    /** The pictures of {@link MediaMatrix}. */
    private static final String MATRIX_SIZE = "160x120";
    /** As for precise clips. */
    private static final double LIKENESS = 0.95;

    private final Origin origin;
    private final OriginClient client;
    private final Path folder;

    /** @param folder for files that FFmpeg decodes */
    SequenceCuts(Origin origin, Path folder) {
        this.origin = origin;
        this.client = origin.client();
        this.folder = folder;
    }

    /** Frames {@code [from, to)} of a source of the matrix, as a clip. */
    record Cut(String name, int from, int to, JsonNode clip) {

        Path source() {
            return MediaMatrix.entry(name).file();
        }

        List<String> frames() {
            return md5s(Oracle.frames(source()).orElseThrow().subList(from, to));
        }
    }

    JsonNode source(String name) {
        return origin.source(MediaMatrix.entry(name).file());
    }

    Cut cut(JsonNode source, String name, int from, int to) {
        return new Cut(name, from, to, client.clip(source, Map.of("frame", from), Map.of("frame", to)));
    }

    /** Clips without overlap, in another order than in their source. */
    List<Cut> some(int count, String name) {
        JsonNode source = source(name);
        int frames = frameCount(name);
        var random = new Random(name.hashCode());
        int[] ends = Stream.concat(
                        Stream.of(3, frames),
                        random.ints(4, frames).distinct().limit(2L * count - 2).boxed())
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        var cuts = new ArrayList<Cut>();
        for (int i = 0; i + 1 < ends.length; i += 2) {
            cuts.add(cut(source, name, ends[i], ends[i + 1]));
        }
        Collections.shuffle(cuts, random);
        return cuts;
    }

    /** Neighbours that divide a source. */
    List<Cut> neighbours(int count, String name) {
        JsonNode source = source(name);
        int each = frameCount(name) / count;
        return IntStream.range(0, count)
                .mapToObj(i -> cut(source, name, i * each, (i + 1) * each))
                .toList();
    }

    private static int frameCount(String name) {
        return Oracle.frames(MediaMatrix.entry(name).file()).orElseThrow().size();
    }

    JsonNode sequence(String title, List<Cut> cuts) {
        List<String> ids =
                cuts.stream().map(cut -> cut.clip().path("id").asString()).toList();
        return client.post("/api/sequences", Map.of("title", title, "clipIds", ids))
                .expect(201);
    }

    void deleteAll() {
        client.get("/api/sequences?limit=500")
                .expect(200)
                .path("items")
                .forEach(it -> client.delete("/api/sequences/" + it.path("id").asString())
                        .expect(204));
        client.deleteSources();
    }

    /** The frames of the sources. */
    static List<String> frames(List<Cut> cuts) {
        return cuts.stream().flatMap(cut -> cut.frames().stream()).toList();
    }

    /** The frames of the precise clips. */
    List<String> preciseFrames(List<Cut> cuts) throws IOException {
        var frames = new ArrayList<String>();
        for (Cut cut : cuts) {
            frames.addAll(decoded(
                    client.play(cut.clip().path("preciseStreamUrl").asString()).body(), Oracle.Edits.IGNORED));
        }
        assertThat(frames).hasSize(frames(cuts).size());
        return frames;
    }

    List<String> decoded(byte[] bytes, Oracle.Edits edits) throws IOException {
        return md5s(Oracle.pictures(file(bytes), edits).orElseThrow().frames());
    }

    Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve(UUID.randomUUID() + ".mp4"), bytes);
    }

    /** Compares with the sources: copied frames are the same bit by bit, and encoded ones are alike. */
    void assertLike(byte[] precise, List<Cut> cuts) throws IOException {
        Path file = file(precise);
        List<String> shown =
                md5s(Oracle.pictures(file, Oracle.Edits.IGNORED).orElseThrow().frames());
        List<String> wanted = frames(cuts);
        assertThat(shown).hasSameSizeAs(wanted);
        List<Double> likeness = Ssim.of(
                file,
                cuts.stream()
                        .map(cut -> new Ssim.Part(cut.source(), cut.from(), cut.to()))
                        .toList(),
                MATRIX_SIZE);
        assertThat(likeness).hasSameSizeAs(wanted);
        int copied = 0;
        for (int i = 0; i < wanted.size(); i++) {
            if (shown.get(i).equals(wanted.get(i))) {
                copied++;
            } else {
                assertThat(likeness.get(i)).as("frame %d", i).isGreaterThanOrEqualTo(LIKENESS);
            }
        }
        assertThat(copied).as("copied frames").isPositive();
    }

    private static List<String> md5s(List<Frame> frames) {
        return frames.stream().map(Frame::md5).toList();
    }
}
