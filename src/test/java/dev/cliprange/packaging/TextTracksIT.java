package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.DashSchema;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.HlsParser;
import dev.cliprange.testing.HlsRules;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Text tracks of clips as WebVTT. */
class TextTracksIT {

    private static final String ENGLISH = """
            1
            00:00:00,500 --> 00:00:02,000
            before

            2
            00:00:03,000 --> 00:00:05,000
            over the <i>start</i>

            3
            00:00:06,000 --> 00:00:07,000
            inside & "more"

            """;
    private static final String GERMAN = ENGLISH.replace("before", "davor").replace("over the", "über den");

    private static final String OVER_THE_START =
            "<p begin=\"3s\" dur=\"2s\">over the <span tts:fontStyle=\"italic\">start</span></p>";

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @TempDir
    Path folder;

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    /** @param secondEnd FFmpeg writes no empty sample between the cues of a fragmented file, so the cue lasts longer */
    @ParameterizedTest
    @CsvSource({"faststart, 00:00:01.000", "frag_keyframe+empty_moov+default_base_moof, 00:00:02.000"})
    void cues_ofAClip_areCutAtItsEnds_forEachLanguage(String flags, String secondEnd) throws IOException {
        JsonNode source = origin.source(video(flags));
        JsonNode clip = client.clip(source, 4.0, 7.6);

        List<String> tracks = subtitles(clip.path("hlsUrl").asString());

        assertThat(tracks).hasSize(2);
        assertThat(text(cues(tracks.get(0)))).isEqualTo("""
                WEBVTT
                X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:360000

                00:00:00.000 --> %s
                over the <i>start</i>

                00:00:02.000 --> 00:00:03.000
                inside &amp; "more"

                """.formatted(secondEnd));
        assertThat(text(cues(tracks.get(1)))).contains("über den").doesNotContain("over the");
        HttpResponse<byte[]> answer = client.play(cues(tracks.get(0)));
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/vtt;charset=utf-8");
        assertThat(answer.headers().firstValue("cache-control").orElse("")).contains("immutable");
        assertThat(source.path("ignoredTracks")).hasSize(2);
    }

    @Test
    void playlistsAndManifest_nameTheTracks() throws IOException {
        JsonNode clip = client.clip(origin.source(video("faststart")), 4.0, 7.6);
        String master = clip.path("hlsUrl").asString();

        var playlists = new TreeMap<String, String>();
        playlists.put("master.m3u8", text(master));
        List<String> tracks = subtitles(master);
        tracks.forEach(track -> playlists.put(track.substring(track.indexOf("/text/") + 1), text(track)));
        playlists
                .values()
                .forEach(playlist -> assertThat(HlsRules.check(playlist)).isEmpty());
        assertThat(HlsParser.install().check(playlists)).isEmpty();
        assertThat(playlists.get("master.m3u8"))
                .contains("TYPE=SUBTITLES,GROUP-ID=\"text\",LANGUAGE=\"en\",NAME=\"English\"")
                .contains("LANGUAGE=\"de\",NAME=\"German\"")
                .contains("SUBTITLES=\"text\"");
        String manifest = text(clip.path("dashUrl").asString());
        assertThat(DashSchema.load().check(manifest)).isEmpty();
        assertThat(manifest).contains("mimeType=\"text/vtt\" lang=\"en\"");
        String base = found("<BaseURL>(\\.\\./[^<]*)</BaseURL>", manifest).getFirst();
        List<String> files = found("<BaseURL>(text/[^<]*)</BaseURL>", manifest);
        assertThat(files)
                .hasSize(2)
                .allMatch(file -> client.play(URI.create(clip.path("dashUrl").asString())
                                        .resolve(base)
                                        .resolve(file)
                                        .toString())
                                .statusCode()
                        == 200);
    }

    /** FFmpeg writes no track of these formats, so a test writes it. */
    @ParameterizedTest
    @EnumSource(CaptionTrack.class)
    void cues_ofOtherFormats_becomeWebVtt(CaptionTrack format) throws IOException {
        Path file = format.add(plainVideo(), samples(format), folder.resolve("captions.mp4"));
        JsonNode source = origin.source(file);
        JsonNode clip = client.clip(source, 4.0, 7.6);

        List<String> tracks = subtitles(clip.path("hlsUrl").asString());

        assertThat(tracks).hasSize(1);
        String cues = text(cues(tracks.getFirst()));
        assertThat(cues).isEqualTo("""
                WEBVTT
                X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:360000

                00:00:00.000 --> 00:00:01.000
                over the <i>start</i>

                00:00:02.000 --> 00:00:03.000
                inside &amp; "more"

                """);
        assertThat(text(clip.path("hlsUrl").asString())).contains("LANGUAGE=\"en\",NAME=\"English\"");
        URI dash = URI.create(clip.path("dashUrl").asString());
        String manifest = text(dash.toString());
        assertThat(DashSchema.load().check(manifest)).isEmpty();
        URI base = dash.resolve(
                found("<BaseURL>(\\.\\./[^<]*)</BaseURL>", manifest).getFirst());
        assertThat(found("<BaseURL>(text/[^<]*)</BaseURL>", manifest))
                .singleElement()
                .satisfies(
                        path -> assertThat(text(base.resolve(path).toString())).isEqualTo(cues));
    }

    private static List<CaptionTrack.Sample> samples(CaptionTrack format) {
        return switch (format) {
            case WVTT ->
                List.of(
                        CaptionTrack.webVtt(500, ""),
                        CaptionTrack.webVtt(1_500, "before"),
                        CaptionTrack.webVtt(1_000, ""),
                        CaptionTrack.webVtt(2_000, "over the <i>start</i>"),
                        CaptionTrack.webVtt(1_000, ""),
                        CaptionTrack.webVtt(1_000, "inside &amp; \"more\""),
                        CaptionTrack.webVtt(1_000, ""));
            // The second cue is in both documents, as a packager divides it.
            case STPP ->
                List.of(
                        CaptionTrack.document(4_000, "<p begin=\"0.5s\" end=\"2s\">before</p>" + OVER_THE_START),
                        CaptionTrack.document(
                                4_000,
                                OVER_THE_START + "<p begin=\"6s\" end=\"00:00:07.000\">inside &amp; \"more\"</p>"));
        };
    }

    /** The copy form shows the lead-in too. */
    @Test
    void cues_ofTheCopyForm_areRelativeToItsFirstPicture() throws IOException {
        JsonNode clip = client.clip(origin.source(video("faststart")), 4.52, 7.6);

        List<String> tracks = subtitles(clip.path("hlsUrl").asString() + "?form=copy");

        assertThat(text(cues(tracks.getFirst())))
                .contains("MPEGTS:360000\n")
                .contains("00:00:00.000 --> 00:00:01.000\nover the");
    }

    @Test
    void damagedTextTrack_isLeftOut_andTheSourceStaysUsable() throws IOException {
        Path file = video("faststart");
        byte[] bytes = Files.readAllBytes(file);
        int text = find(bytes, "tx3g", 0);
        int times = find(bytes, "stts", text);
        // The number of entries.
        ByteBuffer.wrap(bytes).putInt(times + 8, Integer.MAX_VALUE);
        Path damaged = Files.write(folder.resolve("damaged.mp4"), bytes);

        JsonNode source = origin.source(damaged);

        assertThat(source.path("state").asString()).isEqualTo("ready");
        JsonNode clip = client.clip(source, 4.0, 7.6);
        assertThat(subtitles(clip.path("hlsUrl").asString())).hasSize(1);
    }

    private Path video(String flags) throws IOException {
        Path english = Files.writeString(folder.resolve("en.srt"), ENGLISH);
        Path german = Files.writeString(folder.resolve("de.srt"), GERMAN);
        Path file = folder.resolve("text.mp4");
        var arguments = new ArrayList<>(List.of("-nostdin", "-y", "-f", "lavfi", "-i"));
        arguments.addAll(List.of("testsrc2=size=160x120:rate=25:duration=8", "-i", english.toString()));
        arguments.addAll(List.of("-i", german.toString(), "-map", "0:v", "-map", "1", "-map", "2"));
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:s", "mov_text"));
        arguments.addAll(List.of("-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=deu"));
        arguments.addAll(List.of("-movflags", flags, file.toString()));
        FfmpegRun.of(arguments).orThrow();
        return file;
    }

    private Path plainVideo() {
        Path file = folder.resolve("plain.mp4");
        String video =
                "-nostdin -y -f lavfi -i testsrc2=size=160x120:rate=25:duration=8 -c:v libx264 -preset ultrafast -g 50 ";
        FfmpegRun.of(List.of((video + file).split(" "))).orThrow();
        return file;
    }

    /** The URLs of the playlists of text tracks. */
    private List<String> subtitles(String master) {
        return found("TYPE=SUBTITLES.*URI=\"([^\"]+)\"", text(master)).stream()
                .map(uri -> URI.create(master).resolve(uri).toString())
                .toList();
    }

    /** The URL of the only file of a playlist. */
    private String cues(String playlist) {
        List<String> files =
                text(playlist).lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(files).hasSize(1);
        return URI.create(playlist).resolve(files.getFirst()).toString();
    }

    private String text(String url) {
        HttpResponse<byte[]> response = client.play(url);
        String body = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as("%s: %s", url, body).isEqualTo(200);
        return body;
    }

    private static List<String> found(String expression, String text) {
        return Pattern.compile(expression)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static int find(byte[] bytes, String type, int from) {
        byte[] wanted = type.getBytes(StandardCharsets.US_ASCII);
        for (int i = from; i + wanted.length <= bytes.length; i++) {
            if (ByteBuffer.wrap(bytes, i, wanted.length).equals(ByteBuffer.wrap(wanted))) {
                return i;
            }
        }
        throw new AssertionError("no " + type);
    }
}
