package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/**
 * Files from the field, and files of the same kinds, as sources of the shared server. Each test begins without sources: put it
 * into a field with {@code @RegisterExtension}.
 */
public final class FieldSources implements AfterEachCallback {

    private static final Path FOLDER = Path.of("src", "test", "resources", "field");
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Map<Path, String> stored = new ConcurrentHashMap<>();

    @Override
    public void afterEach(ExtensionContext context) {
        stored.clear();
        client().get("/api/sources")
                .expect(200)
                .path("items")
                .forEach(source -> client().delete(
                                "/api/sources/" + source.path("id").asString())
                        .expect(204));
    }

    /** One of {@code src/test/resources/field}. */
    public static Path file(String name) {
        return FOLDER.resolve(name);
    }

    /** The server that has them. */
    public Origin origin() {
        return Origin.shared();
    }

    public OriginClient client() {
        return Shared.CLIENT;
    }

    /** The source once it is ready or failed. A file that was registered in this test before is the same source. */
    public JsonNode registered(Path file) {
        String uri = stored.computeIfAbsent(file, FieldSources::store);
        OriginClient.Answer answer = client().post("/api/sources", Map.of("uri", uri));
        return client().get("/api/sources/" + answer.body().path("id").asString() + "?wait=60")
                .expect(200);
    }

    /** The source, which must be ready. */
    public JsonNode ready(Path file) {
        JsonNode source = registered(file);
        assertThat(source.path("state").asString()).as("%s", source).isEqualTo("ready");
        return source;
    }

    /** The source must have failed for this reason. */
    public static void assertFailed(JsonNode source, String code, String... words) {
        assertThat(source.path("state").asString()).isEqualTo("failed");
        assertThat(source.path("problem").path("code").asString()).isEqualTo(code);
        assertThat(source.path("problem").path("detail").asString()).contains(words);
    }

    /** The bytes of a clip in a new file. */
    public Path download(JsonNode clip, String form, Path folder) {
        Path file = folder.resolve(form + "-" + NUMBERS.incrementAndGet() + ".mp4");
        var response = client().download(clip.path(form).asString(), file);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    public static List<String> md5s(List<Frame> frames) {
        return frames.stream().map(Frame::md5).toList();
    }

    private static final class Shared {
        static final OriginClient CLIENT = Origin.shared().client();
    }

    private static String store(Path file) {
        String key = "field-" + NUMBERS.incrementAndGet() + "-" + file.getFileName();
        Origin.storage().put(key, file);
        return "s3://" + Origin.storage().bucket() + "/" + key;
    }
}
