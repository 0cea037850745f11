package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.HlsParser;
import dev.cliprange.testing.HlsPresentationRules;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** I-frame playlists: each names exactly the bytes of the first picture of a segment. */
class IFramePlaylistsIT {

    private static final Pattern ENTRY =
            Pattern.compile("#EXTINF:([0-9.]+),\n#EXT-X-BYTERANGE:([0-9]+)@([0-9]+)\n([^\n]+)\n");

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @TempDir
    Path folder;

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    private record Entry(double seconds, int lengthBytes, int offsetBytes, String url) {}

    @ParameterizedTest
    @CsvSource({
        "avc-b-pyramid,    0,  195",
        "avc-b-pyramid,    13, 191",
        "avc-open-gop,     0,  190",
        "avc-all-intra,    11, 190",
        "avc-no-b-frames,  0,  200",
        "hevc-open-gop,    3,  188",
        "vp9,              0,  200",
        "av1,              0,  120",
    })
    void iFrames_ofAClip_areItsSyncSamples(String name, int first, int end) throws IOException {
        Path file = MediaMatrix.entry(name).file();
        List<Frame> frames = Oracle.frames(file).orElseThrow();
        JsonNode clip =
                client.clip(origin.source(file), Map.of("frame", first), Map.of("frame", Math.min(end, frames.size())));

        for (String form : List.of("", "?form=copy")) {
            String master = clip.path("hlsUrl").asString() + form;
            HlsStream stream = HlsStream.open(client, master);
            String uri = found("#EXT-X-I-FRAME-STREAM-INF:.*URI=\"([^\"]+)\"", String.join("\n", stream.lines()))
                    .getFirst();
            String playlist = URI.create(master).resolve(uri).toString();
            List<Entry> entries = entries(playlist);

            HlsStream.Media video = stream.variant();
            assertThat(entries.stream().mapToDouble(Entry::seconds).sum()).isCloseTo(video.seconds(), within(0.000_01));
            assertThat(video.segments())
                    .containsAll(entries.stream().map(Entry::url).toList());
            byte[] init = bytes(video.init());
            for (Entry entry : entries) {
                byte[] picture = part(entry);
                assertOnePicture(picture);
                assertThat(frames.stream().map(Frame::md5)).contains(decoded(init, picture));
            }
            assertFollowsTheRules(master, playlist, stream, form.isEmpty() && (first > 0 || end < frames.size()));
        }
    }

    /** A {@code moof}, the header of {@code mdat} and the first sample, which is a sync sample. */
    private static void assertOnePicture(byte[] bytes) {
        var picture = ByteBuffer.wrap(bytes);
        int moofBytes = picture.getInt(0);
        assertThat(type(picture, 4)).isEqualTo("moof");
        assertThat(type(picture, moofBytes + 4)).isEqualTo("mdat");
        int trun = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("trun");
        int tfhd = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tfhd");
        int flags = picture.getInt(trun + 4) & 0xFF_FFFF;
        int dataOffset = picture.getInt(trun + 12);
        // After the data offset: duration, size, perhaps flags.
        int sizeBytes = picture.getInt(trun + 20);
        int sampleFlags = (flags & 0x400) != 0 ? picture.getInt(trun + 24) : picture.getInt(tfhd + 12);
        assertThat(dataOffset).isEqualTo(moofBytes + 8);
        assertThat(bytes).hasSize(dataOffset + sizeBytes);
        assertThat(sampleFlags & 0x1_0000).as("a sync sample").isZero();
    }

    private static String type(ByteBuffer buffer, int at) {
        var type = new byte[4];
        buffer.get(at, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    /** The hash of the only picture that FFmpeg can decode. */
    private String decoded(byte[] init, byte[] picture) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(init);
        bytes.writeBytes(picture);
        Path file = Files.write(folder.resolve("picture.mp4"), bytes.toByteArray());
        List<String> lines = FfmpegRun.of(List.of(
                        "-nostdin",
                        "-noautorotate",
                        "-i",
                        file.toString(),
                        "-frames:v",
                        "1",
                        "-f",
                        "framemd5",
                        "pipe:1"))
                .stdoutText()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(lines).hasSize(1);
        String line = lines.getFirst();
        return line.substring(line.lastIndexOf(',') + 1).strip();
    }

    private void assertFollowsTheRules(String master, String playlist, HlsStream stream, boolean encoded) {
        var playlists = new TreeMap<String, String>();
        String base = URI.create(master).resolve(".").toString();
        playlists.put("master.m3u8", text(master));
        var urls = new ArrayList<>(List.of(playlist, stream.variant().url()));
        stream.audio().forEach(audio -> urls.add(audio.url()));
        found("#EXT-X-I-FRAME-STREAM-INF:.*mjpg.*URI=\"([^\"]+)\"", text(master))
                .forEach(uri -> urls.add(base + uri));
        urls.forEach(url -> playlists.put(url.substring(base.length()), text(url)));

        // The size of a segment with encoded frames is an estimate.
        assertThat(HlsPresentationRules.check(
                        playlists, path -> bytes(URI.create(base).resolve(path).toString()).length))
                .allMatch(problem -> encoded && problem.contains("BANDWIDTH"));
        assertThat(HlsParser.install().check(playlists)).isEmpty();
    }

    private List<Entry> entries(String playlist) {
        String text = text(playlist);
        assertThat(text).contains("#EXT-X-I-FRAMES-ONLY");
        List<Entry> entries = ENTRY.matcher(text)
                .results()
                .map((MatchResult found) -> new Entry(
                        Double.parseDouble(found.group(1)),
                        Integer.parseInt(found.group(2)),
                        Integer.parseInt(found.group(3)),
                        URI.create(playlist).resolve(found.group(4)).toString()))
                .toList();
        assertThat(entries).isNotEmpty();
        return entries;
    }

    private byte[] part(Entry entry) {
        String range = "bytes=" + entry.offsetBytes + "-" + (entry.offsetBytes + entry.lengthBytes - 1);
        HttpResponse<byte[]> response = client.play(entry.url, "Range", range);
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).hasSize(entry.lengthBytes);
        return response.body();
    }

    private byte[] bytes(String url) {
        HttpResponse<byte[]> response = client.play(url);
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return response.body();
    }

    private String text(String url) {
        return new String(bytes(url), StandardCharsets.UTF_8);
    }

    private static List<String> found(String expression, String text) {
        return Pattern.compile(expression)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
