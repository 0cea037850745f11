package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.packaging.SequencePlayer.Piece;
import dev.cliprange.testing.DashSchema;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.FragmentTimes;
import dev.cliprange.testing.Frame;
import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.testing.HlsRules;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Mp4Facts;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Pcm;
import dev.cliprange.testing.Ssim;
import dev.cliprange.timeline.Timescale;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The differential test of sequences: what FFmpeg decodes of a sequence is what it decodes of its clips' ranges, one after
 * another.
 */
class SequenceExactnessIT {

    private static final double LIKENESS = 0.95;
    private static final Pattern PERIOD = Pattern.compile("<Period .*?</Period>", Pattern.DOTALL);
    private static final Pattern BASE = Pattern.compile("<BaseURL>([^<]*)</BaseURL>");

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();
    private final SequencePlayer player = new SequencePlayer(client);

    @TempDir
    Path folder;

    /** Frames {@code [from, to)} of a source of the matrix, as a clip. */
    private record Cut(String name, int from, int to, JsonNode clip) {

        Path file() {
            return MediaMatrix.entry(name).file();
        }

        List<Frame> frames() {
            return Oracle.frames(file()).orElseThrow().subList(from, to);
        }
    }

    @AfterEach
    void deleteSequencesAndSources() {
        SequencePlayer.deleteSequences(client);
        client.deleteSources();
    }

    @Test
    void sequence_ofClipsOfSeveralSources_hasTheFramesOfEachClipInTheirOrder() throws Exception {
        List<Cut> cuts = cuts();
        Cut repeated = cuts.getFirst();
        List<Cut> order = Stream.concat(cuts.stream(), Stream.of(repeated)).toList();
        JsonNode sequence = sequence(order);
        String hls = sequence.path("hlsUrl").asString();
        String master = player.text(hls);

        List<Piece> video = player.hls(hls, SequencePlayer.video(master));
        List<Piece> audio = player.hls(hls, SequencePlayer.audio(master));

        assertThat(video).hasSameSizeAs(order);
        assertThat(audio).hasSameSizeAs(order);
        int copied = 0;
        for (int i = 0; i < order.size(); i++) {
            Cut cut = order.get(i);
            HlsStream alone = HlsStream.open(client, cut.clip().path("hlsUrl").asString());
            byte[] bytes = player.bytes(video.get(i));
            assertThat(bytes).as("video of clip %d", i).isEqualTo(alone.bytes(alone.variant()));
            assertThat(player.bytes(audio.get(i)))
                    .as("audio of clip %d", i)
                    .isEqualTo(alone.bytes(alone.audio().getFirst()));
            copied += assertFrames(cut, bytes);
        }
        assertThat(copied).as("frames that are not encoded").isPositive();
        assertThat(video)
                .allSatisfy(piece -> assertThat(piece.urls())
                        .allSatisfy(url -> assertThat(url).startsWith(hls.substring(0, hls.lastIndexOf('/') + 1))));
        String dash = sequence.path("dashUrl").asString();
        assertThat(player.dash(dash, "video")).isEqualTo(video);
        assertThat(player.dash(dash, "audio")).isEqualTo(audio);
        assertThat(sequence.path("durationSeconds").asDouble())
                .isCloseTo(
                        order.stream()
                                .mapToDouble(cut -> cut.clip().path("duration").asDouble())
                                .sum(),
                        within(0.000001));
    }

    /** FFmpeg reads the playlist itself. Its reader keeps one decoder configuration, so the clips are of one source. */
    @Test
    void hls_readByFfmpeg_hasTheFramesOfTheClips() {
        List<Cut> cuts = Stream.of(List.of(0, 50), List.of(100, 150), List.of(150, 200))
                .map(range -> cut("avc-closed-gop", range.get(0), range.get(1)))
                .toList();

        JsonNode sequence = sequence(cuts);

        assertThat(decoded(sequence.path("hlsUrl").asString()))
                .isEqualTo(cuts.stream()
                        .flatMap(cut -> cut.frames().stream())
                        .map(Frame::md5)
                        .toList());
    }

    /** FFmpeg's reader plays the longest period only, so each is read in a manifest of its own. */
    @Test
    void dash_readByFfmpeg_hasTheFramesOfEachPeriod() throws IOException {
        List<Cut> cuts = Stream.of(List.of(0, 50), List.of(100, 150), List.of(150, 200))
                .map(range -> cut("avc-closed-gop", range.get(0), range.get(1)))
                .toList();
        JsonNode sequence = sequence(cuts);
        URI dash = URI.create(sequence.path("dashUrl").asString());
        String manifest = player.text(dash.toString());
        List<String> periods =
                PERIOD.matcher(manifest).results().map(MatchResult::group).toList();
        assertThat(periods).hasSameSizeAs(cuts);

        for (int i = 0; i < periods.size(); i++) {
            String alone = manifest;
            for (String other : periods) {
                alone = other.equals(periods.get(i)) ? alone : alone.replace(other, "");
            }
            // Its URLs are relative to that of the manifest.
            String absolute =
                    BASE.matcher(alone).replaceAll(base -> "<BaseURL>" + dash.resolve(base.group(1)) + "</BaseURL>");
            Path file = Files.writeString(folder.resolve("period-" + i + ".mpd"), absolute);

            assertThat(decoded(file.toString()))
                    .as("frames of period %d", i)
                    .isEqualTo(cuts.get(i).frames().stream().map(Frame::md5).toList());
        }
    }

    /** Silent packets cover the video of a clip whose source has no audio. */
    @Test
    void sequence_withAMuteClip_hasSilenceBesideItsVideo() throws Exception {
        List<Cut> cuts =
                List.of(cut("avc-closed-gop", 0, 50), cut("avc-silent", 13, 131), cut("avc-closed-gop", 100, 150));
        JsonNode sequence = sequence(cuts);
        String hls = sequence.path("hlsUrl").asString();

        List<Piece> audio = player.hls(hls, SequencePlayer.audio(player.text(hls)));

        assertThat(audio).hasSize(3);
        byte[] silent = player.bytes(audio.get(1));
        Pcm pcm =
                Oracle.pcm(Files.write(folder.resolve("silent.mp4"), silent), 0).orElseThrow();
        assertThat(pcm.sampleRate()).isEqualTo(48_000);
        assertThat(pcm.channels()).isEqualTo(soundOf(audio.getFirst()).channels());
        for (float sample : pcm.window(pcm.startSample(), pcm.endSample())) {
            assertThat(Math.abs(sample)).isLessThan(0.001f);
        }
        List<FragmentTimes.Segment> segments = FragmentTimes.of(silent).segments();
        List<Frame> frames = cuts.get(1).frames();
        double start = frames.getFirst().presentationUs() / 1e6;
        assertThat(segments.getFirst().decodeTicks() / 48_000.0).isCloseTo(start, within(0.000_03));
        assertThat(segments.getLast().endTicks() / 48_000.0)
                .isCloseTo(start + cuts.get(1).clip().path("duration").asDouble(), within(0.000_03));
        assertThat(player.dash(sequence.path("dashUrl").asString(), "audio")).isEqualTo(audio);
        assertThat(player.files(hls))
                .allSatisfy((path, text) -> assertThat(HlsRules.check(text)).isEmpty());
        assertThat(DashSchema.load().check(player.text(sequence.path("dashUrl").asString())))
                .isEmpty();
        // A clip alone stays as it is.
        assertThat(player.text(cuts.get(1).clip().path("hlsUrl").asString())).doesNotContain("TYPE=AUDIO");
    }

    private Pcm soundOf(Piece piece) throws IOException {
        return Oracle.pcm(Files.write(folder.resolve("heard.mp4"), player.bytes(piece)), 0)
                .orElseThrow();
    }

    @Test
    void playlists_followTheRulesOfTheStandards() {
        JsonNode sequence = sequence(cuts());
        String hls = sequence.path("hlsUrl").asString();

        Map<String, String> files = player.files(hls);

        assertThat(files)
                .hasSize(3)
                .allSatisfy((path, text) -> assertThat(HlsRules.check(text)).isEmpty());
        List<HlsPlaylist> tracks = files.entrySet().stream()
                .filter(file -> !file.getKey().equals("master.m3u8"))
                .map(file -> HlsPlaylist.parse(file.getValue()))
                .toList();
        assertThat(tracks).allSatisfy(track -> {
            assertThat(track.tags("EXT-X-DISCONTINUITY")).hasSize(1);
            assertThat(track.value("EXT-X-TARGETDURATION"))
                    .isEqualTo(tracks.getFirst().value("EXT-X-TARGETDURATION"));
        });
        assertThat(DashSchema.load().check(player.text(sequence.path("dashUrl").asString())))
                .isEmpty();
    }

    /** Returns the number of frames that are the same bit by bit. */
    private int assertFrames(Cut cut, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("piece.mp4"), bytes);
        var decoded = Oracle.pictures(file, Oracle.Edits.IGNORED).orElseThrow();
        List<Frame> wanted = cut.frames();
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frames()).as("frames of %s", cut.name()).hasSameSizeAs(wanted);
        Timescale timescale = Mp4Facts.of(file).tracks().getFirst().timescale();
        assertThat(FragmentTimes.of(bytes).sortedTicks().stream()
                        .map(timescale::toUs)
                        .toList())
                .as("times of %s", cut.name())
                .isEqualTo(wanted.stream().map(Frame::presentationUs).toList());
        List<Double> likeness = Ssim.of(file, cut.file(), cut.from(), cut.to());
        int same = 0;
        for (int i = 0; i < wanted.size(); i++) {
            if (decoded.frames().get(i).md5().equals(wanted.get(i).md5())) {
                same++;
            } else {
                assertThat(likeness.get(i)).as("frame %d of %s", i, cut.name()).isGreaterThanOrEqualTo(LIKENESS);
            }
        }
        Files.delete(file);
        return same;
    }

    /** Of two sources, with encoded frames at their ends. */
    private List<Cut> cuts() {
        return List.of(cut("avc-b-pyramid", 13, 131), cut("avc-open-gop", 47, 183));
    }

    private Cut cut(String name, int from, int to) {
        JsonNode source = origin.source(MediaMatrix.entry(name).file());
        return new Cut(name, from, to, client.clip(source, Map.of("frame", from), Map.of("frame", to)));
    }

    private JsonNode sequence(List<Cut> cuts) {
        return client.post(
                        "/api/sequences",
                        Map.of(
                                "clipIds",
                                cuts.stream()
                                        .map(cut -> cut.clip().path("id").asString())
                                        .toList()))
                .expect(201);
    }

    private static List<String> decoded(String url) {
        var arguments = new ArrayList<>(List.of("-nostdin", "-noautorotate", "-copyts"));
        arguments.addAll(List.of("-protocol_whitelist", "file,http,tcp", "-i", url, "-map", "0:v:0"));
        arguments.addAll(List.of("-fps_mode", "passthrough", "-f", "framemd5", "pipe:1"));
        return FfmpegRun.of(arguments)
                .orThrow()
                .stdoutText()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }
}
