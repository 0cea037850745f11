package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Browser;
import dev.cliprange.testing.Chromium;
import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The names of files that are saved: of a clip, of its audio alone, of its poster, and of a sequence. A browser reads {@code filename*};
 * curl reads only {@code filename}, which has an underscore for each character outside ASCII.
 */
class DownloadNamesIT {

    private static final OriginClient CLIENT = Origin.shared().client();
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * A requested name, and the one of the file without its ending.
     *
     * @param requested a title, or the value of the parameter
     */
    private record Name(String requested, String saved) {

        String parameter() {
            return URLEncoder.encode(requested, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    private static final List<Name> NAMES = List.of(
            new Name("\u671d\u306e\u6e2f 1", "\u671d\u306e\u6e2f 1"),
            new Name("She said \"go\"; x=\"y", "She said _go_; x=_y"),
            new Name("../../etc/pass\\wd", "_.._etc_pass_wd"),
            new Name("one\r\nX-Injected: yes\r\n\r\nbody", "one__X-Injected_ yes____body"),
            new Name("\u65e5".repeat(300), "\u65e5".repeat(66)),
            new Name("n".repeat(300), "n".repeat(120)));

    /** A file that has a name. Its URL has no query. */
    private record Download(String url, String extension) {}

    @TempDir
    Path folder;

    private JsonNode source;
    private int clips;
    private int folders;

    @BeforeEach
    void createSource() {
        source = Origin.shared().source(MediaMatrix.entry("avc-closed-gop").file());
    }

    @AfterEach
    void deleteAll() {
        CLIENT.get("/api/sequences?limit=500")
                .expect(200)
                .path("items")
                .forEach(it -> CLIENT.delete("/api/sequences/" + it.path("id").asString())
                        .expect(204));
        CLIENT.deleteSources();
    }

    @Test
    void header_hasNoOtherLine_andTheSameName_ofTheTitleAndOfTheUrl() {
        for (Name name : NAMES) {
            for (Download download : downloads(name.requested())) {
                for (String query : List.of("?download", "?download=" + name.parameter())) {
                    HttpResponse<byte[]> response = CLIENT.play(download.url() + query, "Range", "bytes=0-9");

                    assertThat(response.statusCode()).isIn(200, 206);
                    assertThat(response.headers().firstValue("x-injected")).isEmpty();
                    assertThat(response.headers().firstValue("content-disposition"))
                            .hasValueSatisfying(header -> assertThat(utf8(header))
                                    .startsWith("attachment; filename=\"" + name.saved() + "." + download.extension()
                                            + "\"; filename*=UTF-8''")
                                    .matches("[^\\p{Cntrl}]*"));
                }
            }
        }
    }

    @Test
    void chromium_savesEachFileUnderItsName() {
        try (Chromium chromium = Browser.chromium()) {
            assertSaved((url, folder) -> chromium.download(URI.create(url), folder));
        }
    }

    @Test
    void curl_savesEachFileUnderItsName() {
        HostProgram curl = HostProgram.onPath("curl");
        assertSaved((url, folder) -> {
            HostProgram.Run run = curl.run("-sS", "--fail", "-OJ", "--output-dir", folder.toString(), "--url", url);
            assertThat(run.exitCode()).as(run.output()).isZero();
        });
    }

    /** Half of the names are those of the titles, and the others those of the URLs. */
    private void assertSaved(BiConsumer<String, Path> save) {
        for (int i = 0; i < NAMES.size(); i++) {
            Name name = NAMES.get(i);
            boolean titled = i % 2 == 0;
            for (Download download : downloads(titled ? name.requested() : "Another title")) {
                Path to = newFolder();

                save.accept(download.url() + (titled ? "?download" : "?download=" + name.parameter()), to);

                String file = name.saved() + "." + download.extension();
                await().atMost(LONGEST)
                        .untilAsserted(
                                () -> assertThat(files(to)).as(download.url()).containsExactly(file));
                assertThat(to.resolve(file))
                        .hasBinaryContent(CLIENT.play(download.url()).body());
            }
        }
    }

    /** Returns a new clip, its audio, its poster, and a sequence of it, all with the title. */
    private List<Download> downloads(String title) {
        int frame = 10 * clips++;
        JsonNode clip = CLIENT.post(
                        "/api/sources/" + source.path("id").asString() + "/clips",
                        Map.of(
                                "start", Map.of("frame", frame),
                                "end", Map.of("frame", frame + 10),
                                "title", title))
                .expect(201);
        String stream = clip.path("streamUrl").asString();
        JsonNode sequence = CLIENT.post(
                        "/api/sequences",
                        Map.of(
                                "title",
                                title,
                                "clipIds",
                                List.of(clip.path("id").asString())))
                .expect(201);
        return List.of(
                new Download(stream, "mp4"),
                new Download(stream.replace("/stream/", "/audio/"), "m4a"),
                new Download(clip.path("posterUrl").asString(), "jpg"),
                new Download(sequence.path("streamUrl").asString(), "mp4"));
    }

    /** The octets of a header as text, as curl reads them. */
    private static String utf8(String header) {
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private Path newFolder() {
        try {
            return Files.createDirectory(folder.resolve("saved-" + folders++));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(Path::getFileName).map(Path::toString).toList();
        }
    }
}
