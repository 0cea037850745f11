package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.VarnishServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The example for nginx does what it says. */
@EnabledIfSystemProperty(named = "cliprange.full", matches = "true")
class NginxEdgeIT {

    @TempDir
    Path folder;

    @Test
    void clip_throughNginx_isTheSameBytes_andItsSlicesAreKept() throws Exception {
        HostProgram nginx = HostProgram.onPath("nginx");
        Origin origin = Origin.shared();
        OriginClient client = origin.client();
        JsonNode source = origin.source(HeavySource.file());
        JsonNode piped = origin.source(MediaMatrix.entry("mkv-avc").file());
        String sliced = client.clip(source, 0, 2).path("streamUrl").asString();
        String unsliced = client.clip(piped, 0, 1).path("streamUrl").asString();
        byte[] whole = client.play(sliced).body();
        int port = VarnishServer.freePort();
        Process process = new ProcessBuilder(
                        nginx.path().toString(),
                        "-c",
                        configuration(origin, port).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            String edge = "http://127.0.0.1:" + port;
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> client.play(edge + "/videos/none").statusCode() == 404);

            HttpResponse<byte[]> cold = client.play(edge + path(sliced), "Range", "bytes=1500000-1500099");
            HttpResponse<byte[]> again = client.play(edge + path(sliced), "Range", "bytes=1500000-1500099");

            assertThat(cold.statusCode()).isEqualTo(206);
            assertThat(cold.body()).isEqualTo(Arrays.copyOfRange(whole, 1_500_000, 1_500_100));
            assertThat(cold.headers().firstValue("edge-cache")).hasValue("MISS");
            assertThat(again.body()).isEqualTo(cold.body());
            assertThat(again.headers().firstValue("edge-cache")).hasValue("HIT");
            assertThat(client.play(edge + path(sliced)).body()).isEqualTo(whole);
            assertThat(client.play(edge + path(unsliced)).statusCode()).isEqualTo(200);
            assertThat(client.play(edge + path(unsliced)).headers().firstValue("edge-cache"))
                    .hasValue("MISS");
            onlyOneKey(port, path(sliced));
            namesOfTheUrl(port, path(sliced));
        } finally {
            List<ProcessHandle> below = process.descendants().toList();
            process.destroy();
            process.waitFor();
            below.forEach(ProcessHandle::destroyForcibly);
            for (JsonNode each : List.of(source, piped)) {
                client.delete("/api/sources/" + each.path("id").asString()).expect(204);
            }
        }
    }

    /** Whatever a client does to the URL of one clip: it is the same object, or no object. */
    private static void onlyOneKey(int port, String path) {
        String id = path.split("/")[3];
        for (String query : List.of("utm=1", "a=1&b=2", "expires=1")) {
            assertThat(head(port, path + "?" + query).headers()).as(query).containsEntry("edge-cache", "HIT");
        }
        for (int i = 0; i < 2; i++) {
            assertThat(head(port, path + "?signature=x").headers()).containsEntry("edge-cache", "BYPASS");
        }
        List<String> others = List.of(
                path.replace("videos", "%76ideos"),
                path.replace("stream", "%73tream"),
                path.replace(id, id.toUpperCase(Locale.ROOT)),
                path.toUpperCase(Locale.ROOT).replace("/VIDEOS/CLIPS/", "/videos/clips/"),
                path.replace("/stream", "//stream"),
                path.replace("/stream", "/x/../stream"),
                "/" + path,
                path + "/");
        for (String other : others) {
            assertThat(head(port, other).status()).as(other).isEqualTo(404);
        }
    }

    /** What a client puts into the URL names its own response, and nothing that is kept. */
    private static void namesOfTheUrl(int port, String path) {
        String id = path.split("/")[3];
        Map<String, String> names = Map.of(
                "download=first", "attachment; filename*=UTF-8''first.mp4",
                "", "inline; filename*=UTF-8''" + id + ".mp4",
                "download", "attachment; filename*=UTF-8''" + id + ".mp4",
                "a=b&download=cut%201.MP4", "attachment; filename*=UTF-8''cut%201.mp4",
                "download=a&download=b", "attachment; filename*=UTF-8''" + id + ".mp4",
                "download=a%0D%0AX:y", "attachment; filename*=UTF-8''" + id + ".mp4");
        names.forEach((query, name) -> assertThat(head(port, path + "?" + query).headers())
                .as(query)
                .containsEntry("edge-cache", "HIT")
                .containsEntry("content-disposition", name)
                .hasEntrySatisfying(
                        "content-type", type -> assertThat(type).startsWith("video/mp4; codecs=\"mp4v.20.")));
    }

    private static RawPlayer.Head head(int port, String target) {
        try (var player = RawPlayer.raw(port, target, "Range", "bytes=1500000-1500099")) {
            return player.head();
        }
    }

    /** The project's example with this machine's addresses, within the least an nginx needs. */
    private Path configuration(Origin origin, int port) throws IOException {
        String example = Files.readString(Path.of("cdn", "nginx", "cliprange.conf"))
                .replace("/var/cache/nginx/cliprange", folder.resolve("cache").toString())
                .replace("origin:8080", "127.0.0.1:" + origin.base().getPort())
                .replace("listen 8080", "listen 127.0.0.1:" + port);
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        return Files.writeString(folder.resolve("nginx.conf"), """
                %1$s
                daemon off;
                pid %2$s;
                error_log stderr;
                events { }
                http {
                    access_log off;
                    client_body_temp_path %2$s.body; proxy_temp_path %2$s.proxy; fastcgi_temp_path %2$s.fastcgi;
                    uwsgi_temp_path %2$s.uwsgi; scgi_temp_path %2$s.scgi;
                    %3$s
                }
                """.formatted(user, folder.resolve("pid"), example));
    }

    private static String path(String address) {
        return URI.create(address).getRawPath();
    }
}
