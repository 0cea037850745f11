package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.FragmentTimes;
import dev.cliprange.testing.Frame;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The differential test of HLS: what FFmpeg decodes of the segments is what it decodes of the source between the clip's ends.
 * Copied frames are the same bit by bit, encoded ones alike.
 */
class HlsExactnessIT {

    private static final double LIKENESS = 0.95;
    private static final int FIRST = 13;
    private static final int FROM_END = 9;
    /** A decoder of AAC needs a packet before it is exact. */
    private static final int WARM_UP = 3 * 1024;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @TempDir
    Path folder;

    static Stream<String> sources() {
        var always = Stream.of("avc-open-gop", "avc-variable-rate", "hevc-open-gop", "av1", "avc-silent");
        return Boolean.getBoolean("cliprange.full") ? Stream.concat(always, Stream.of("avc-b-pyramid", "vp9")) : always;
    }

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void exactStream_ofAClip_hasItsFramesAndItsAudio(String name) throws IOException {
        Path file = MediaMatrix.entry(name).file();
        List<Frame> source = Oracle.frames(file).orElseThrow();
        int end = source.size() - FROM_END;
        JsonNode clip = client.clip(origin.source(file), Map.of("frame", FIRST), Map.of("frame", end));
        String id = clip.path("id").asString();

        HlsStream stream = HlsStream.open(client, clip.path("hlsUrl").asString());
        HlsStream.Media video = stream.variant();
        byte[] bytes = stream.bytes(video);

        List<Frame> wanted = source.subList(FIRST, end);
        assertThat(sortedUs(bytes))
                .as("times of %s", name)
                .containsExactlyElementsOf(
                        wanted.stream().map(Frame::presentationUs).toList());
        assertFramesAreAlike(name, id, file, bytes, wanted);
        assertThat(video.seconds()).isCloseTo(clip.path("duration").asDouble(), within(0.001));
        assertMeet(bytes, video);
        assertThat(decodedByFfmpeg(clip.path("hlsUrl").asString())).hasSize(wanted.size());
        if (name.equals("avc-silent")) {
            assertThat(stream.audio()).isEmpty();
        } else {
            assertAudio(file, stream, clip);
        }
    }

    private void assertFramesAreAlike(String name, String id, Path file, byte[] bytes, List<Frame> wanted)
            throws IOException {
        Path whole = Files.write(folder.resolve("whole.mp4"), bytes);
        var decoded = Oracle.pictures(whole, Oracle.Edits.IGNORED).orElseThrow();
        assertThat(decoded.complaints()).as("complaints about %s", name).isEmpty();
        assertThat(decoded.frames()).as("frames of %s", name).hasSameSizeAs(wanted);
        JsonNode prepared =
                client.post("/api/clips/" + id + "/prepare", Map.of()).expect(200);
        List<Double> likeness = Ssim.of(whole, file, FIRST, FIRST + wanted.size());
        int encoded = 0;
        for (int i = 0; i < wanted.size(); i++) {
            if (!decoded.frames().get(i).md5().equals(wanted.get(i).md5())) {
                encoded++;
                assertThat(likeness.get(i)).as("frame %d of %s", i, name).isGreaterThanOrEqualTo(LIKENESS);
            }
        }
        assertThat(encoded)
                .as("frames of %s that are not copied", name)
                .isLessThanOrEqualTo(prepared.path("encodedFrames").asInt());
        Files.delete(whole);
    }

    /** Segments have no gap and no overlap, and last as long as the playlist says. */
    private static void assertMeet(byte[] bytes, HlsStream.Media media) throws IOException {
        FragmentTimes times = FragmentTimes.of(bytes);
        Timescale timescale = timescale(bytes);
        assertThat(times.segments()).hasSameSizeAs(media.segments());
        for (int i = 0; i < times.segments().size(); i++) {
            FragmentTimes.Segment segment = times.segments().get(i);
            if (i > 0) {
                assertThat(segment.decodeTicks())
                        .isEqualTo(times.segments().get(i - 1).endTicks());
            }
            assertThat(media.durations().get(i))
                    .isCloseTo((double) segment.durationTicks() / timescale.ticksPerSecond(), within(0.000002));
        }
    }

    private void assertAudio(Path file, HlsStream stream, JsonNode clip) throws IOException {
        HlsStream.Media media = stream.audio().getFirst();
        byte[] bytes = stream.bytes(media);
        assertMeet(bytes, media);
        FragmentTimes times = FragmentTimes.of(bytes);
        double halfPacket = 1024 / 2.0 / 48_000;
        double rate = timescale(bytes).ticksPerSecond();
        assertThat(times.segments().getFirst().decodeTicks() / rate)
                .isCloseTo(clip.path("start").asDouble(), within(halfPacket + 0.000002));
        assertThat(times.segments().getLast().endTicks() / rate)
                .isCloseTo(clip.path("end").asDouble(), within(halfPacket + 0.000002));
        Path whole = Files.write(folder.resolve("audio.mp4"), bytes);
        Pcm source = Oracle.pcm(file, 0).orElseThrow();
        Pcm cut = Oracle.pcm(whole, 0).orElseThrow();
        long from = Math.max(cut.startSample(), source.startSample()) + WARM_UP;
        long to = Math.min(cut.endSample(), source.endSample()) - 1;
        assertThat(Pcm.peakDifference(source.window(from, to), cut.window(from, to)))
                .isLessThan(0.001f);
        Files.delete(whole);
    }

    private static List<Long> sortedUs(byte[] bytes) throws IOException {
        Timescale timescale = timescale(bytes);
        return FragmentTimes.of(bytes).sortedTicks().stream()
                .map(timescale::toUs)
                .toList();
    }

    private static Timescale timescale(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("track", ".mp4");
        try {
            Files.write(file, bytes);
            return Mp4Facts.of(file).tracks().getFirst().timescale();
        } finally {
            Files.delete(file);
        }
    }

    /** The frames that FFmpeg's own HLS reader finds, as hashes. */
    private static List<String> decodedByFfmpeg(String url) {
        var arguments = new ArrayList<>(List.of("-nostdin", "-noautorotate", "-copyts", "-i", url, "-map", "0:v:0"));
        arguments.addAll(List.of("-fps_mode", "passthrough", "-f", "framemd5", "pipe:1"));
        return FfmpegRun.of(arguments)
                .orThrow()
                .stdoutText()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }
}
