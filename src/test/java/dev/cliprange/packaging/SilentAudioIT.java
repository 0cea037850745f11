package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.FragmentTimes;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Oracle;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.Pcm;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Audio that begins late, ends early or has a gap: silent packets make the audio of a stream cover its video. */
class SilentAudioIT {

    private static final int RATE = 48_000;
    private static final int PACKET = 1_024;

    private static final long SILENT = Long.MIN_VALUE;
    private static final float INAUDIBLE = 0.001f;

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @TempDir
    Path folder;

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @Test
    void lateAudio_isPrecededBySilence() throws IOException {
        Path original = MediaMatrix.entry("avc-closed-gop").file();
        Path file = copy("late-audio", original, "-itsoffset 3 -i {original} -map 0:v -map 1:a -t 8 -c copy");
        JsonNode clip = client.clip(origin.source(file), 1.0, 7.0);

        byte[] audio = audio(clip);

        assertCovers(audio, clip, PACKET);
        // The file rounds the delay to a millisecond.
        assertPackets(
                audio,
                original,
                at -> at < 3 * RATE ? SILENT : Math.round((at - 3.0 * RATE) / PACKET) * PACKET,
                3 * RATE);
    }

    @Test
    void gapInAudio_isFilled_alsoInSegmentsThatClipsShare() throws IOException {
        Path original = MediaMatrix.entry("avc-long-gop").file();
        // The packet that began at 235 * 1024 and later ones begin 3 s later.
        Path file = copy(
                "gap-in-audio",
                original,
                "-map 0:v -map 0:a -t 24 -c copy -bsf:a setts=ts=TS+if(gte(N\\,236)\\,144000\\,0)");
        JsonNode source = origin.source(file);
        JsonNode clip = client.clip(source, 2.0, 18.0);

        byte[] audio = audio(clip);

        assertCovers(audio, clip, PACKET);
        long gap = 235 * PACKET;
        assertPackets(
                audio,
                original,
                at -> at < gap ? at : at < gap + 3 * RATE ? SILENT : at - 3 * RATE,
                gap,
                gap + 3 * RATE);
    }

    @Test
    void silentSegments_areImmutableObjects_andTheSameForEachClip() throws IOException {
        Path file = gapFile();
        JsonNode source = origin.source(file);
        HlsStream one = HlsStream.open(
                client, client.clip(source, 0.2, 11.0).path("hlsUrl").asString());
        List<String> names = one.audio().getFirst().segments();
        String inside = names.get(1);
        HttpResponse<byte[]> whole = client.play(inside);
        HttpResponse<byte[]> again = client.play(inside);
        HttpResponse<byte[]> part = client.play(inside, "Range", "bytes=50-449");
        client.deleteSources();
        HlsStream other = HlsStream.open(
                client,
                client.clip(origin.source(file), 1.4, 10.0).path("hlsUrl").asString());

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 50, 450));
        assertThat(again.body()).isEqualTo(whole.body());
        assertThat(again.headers().firstValue("etag"))
                .isEqualTo(whole.headers().firstValue("etag"))
                .isPresent();
        String same = other.audio().getFirst().segments().get(1);
        assertThat(same).endsWith(inside.substring(inside.lastIndexOf('/')));
        assertThat(client.play(same).body()).isEqualTo(whole.body());
    }

    /** A clip without a packet has audio too, so all clips of a source have the same tracks. */
    @Test
    void clipAfterTheEndOfTheAudio_isSilent() throws IOException {
        Path file = MediaMatrix.entry("avc-short-audio").file();
        JsonNode clip = client.clip(origin.source(file), 5.5, 7.5);

        byte[] audio = audio(clip);

        assertCovers(audio, clip, PACKET);
        Pcm pcm = pcm(audio);
        assertThat(peak(pcm.window(pcm.startSample(), pcm.endSample()))).isLessThan(INAUDIBLE);
        assertThat(FfmpegRun.of(List.of(
                                "-nostdin", "-i", clip.path("dashUrl").asString(), "-map", "0:a:0", "-f", "null", "-"))
                        .orThrow()
                        .complaints())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "aac,       48000, 2, 1024",
        "aac,       44100, 1, 1024",
        "aac,       48000, 6, 1024",
        "aac,       22050, 2, 1024",
        "libopus,   48000, 2, 960",
        "libopus,   48000, 1, 960",
        "libmp3lame, 44100, 2, 1152",
        "libmp3lame, 22050, 1, 576",
        "ac3,       48000, 6, 1536",
        "ac3,       48000, 2, 1536",
        "eac3,      48000, 2, 1536"
    })
    void audioThatEndsEarly_inEachCodec_isFollowedBySilence(String encoder, int rate, int channels, int packet)
            throws IOException {
        Path video = MediaMatrix.entry("avc-closed-gop").file();
        Path file = copy(
                "early-end-" + encoder + "-" + rate + "-" + channels,
                video,
                "-map 0:v -map 0:a -c:v copy -c:a " + encoder + " -ar " + rate + " -ac " + channels
                        + " -af atrim=0:3.3");
        JsonNode clip = client.clip(origin.source(file), 1.0, 7.0);

        byte[] audio = audio(clip);

        assertCovers(audio, clip, packet);
        Pcm pcm = pcm(audio);
        long half = pcm.sampleRate() / 2;
        assertThat(peak(pcm.window(pcm.endSample() - 4 * half, pcm.endSample())))
                .isLessThan(INAUDIBLE);
        assertThat(peak(pcm.window(pcm.startSample(), pcm.startSample() + half)))
                .isGreaterThan(0.05f);
    }

    private Path gapFile() {
        return copy(
                "gap-in-short-audio",
                MediaMatrix.entry("avc-closed-gop").file(),
                "-map 0:v -map 0:a -t 12 -c copy -bsf:a setts=ts=TS+if(gte(N\\,236)\\,144000\\,0)");
    }

    /** A file that FFmpeg makes from another one. */
    private Path copy(String name, Path original, String arguments) {
        Path file = folder.resolve(name + ".mp4");
        var command = new ArrayList<>(List.of("-nostdin", "-y", "-i", original.toString()));
        Arrays.stream(arguments.split(" "))
                .map(word -> word.replace("{original}", original.toString()))
                .forEach(command::add);
        command.add(file.toString());
        FfmpegRun.of(command).orThrow();
        return file;
    }

    private byte[] audio(JsonNode clip) {
        HlsStream stream = HlsStream.open(client, clip.path("hlsUrl").asString());
        return stream.bytes(stream.audio().getFirst());
    }

    private Pcm pcm(byte[] audio) throws IOException {
        return Oracle.pcm(Files.write(folder.resolve("audio.mp4"), audio), 0).orElseThrow();
    }

    /** The segments meet, and no moment of the clip is without a packet. */
    private void assertCovers(byte[] audio, JsonNode clip, int packet) throws IOException {
        List<FragmentTimes.Segment> segments = FragmentTimes.of(audio).segments();
        double rate = pcm(audio).sampleRate();
        double half = packet / 2.0 / rate + 0.000_02;
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).decodeTicks())
                    .isEqualTo(segments.get(i - 1).endTicks());
        }
        assertThat(segments.getFirst().decodeTicks() / rate)
                .isCloseTo(clip.path("start").asDouble(), within(half));
        assertThat(segments.getLast().endTicks() / rate)
                .isCloseTo(clip.path("end").asDouble(), within(half));
        var shown = new ArrayList<Long>();
        segments.forEach(segment -> shown.addAll(segment.shownTicks()));
        shown.add(segments.getLast().endTicks());
        for (int i = 1; i < shown.size(); i++) {
            assertThat(shown.get(i) - shown.get(i - 1))
                    .as("duration of packet %d", i - 1)
                    .isBetween(packet / 2L, packet * 3L / 2);
        }
        assertThat(pcm(audio).count()).isEqualTo((shown.size() - 1L) * packet);
    }

    /**
     * Each packet has the audio of the original, or none.
     *
     * @param original returns the sample of the original at a sample of the source, or {@link #SILENT}
     * @param edges where one becomes the other; packets near them are a mixture
     */
    private void assertPackets(byte[] audio, Path file, LongUnaryOperator original, long... edges) throws IOException {
        Pcm decoded = pcm(audio);
        Pcm wanted = Oracle.pcm(file, 0).orElseThrow();
        List<Long> shown = FragmentTimes.of(audio).segments().stream()
                .flatMap(segment -> segment.shownTicks().stream())
                .toList();
        int copied = 0;
        int silent = 0;
        for (int i = 3; i < shown.size(); i++) {
            long at = shown.get(i);
            if (Arrays.stream(edges).anyMatch(edge -> Math.abs(at - edge) <= 3 * PACKET)) {
                continue;
            }
            long from = decoded.startSample() + (long) i * PACKET;
            float[] packet = decoded.window(from, from + PACKET);
            long source = original.applyAsLong(at);
            if (source == SILENT) {
                silent++;
                assertThat(peak(packet)).as("packet at %d", at).isLessThan(INAUDIBLE);
            } else {
                copied++;
                assertThat(Pcm.peakDifference(packet, wanted.window(source, source + PACKET)))
                        .as("packet at %d", at)
                        .isLessThan(INAUDIBLE);
            }
        }
        assertThat(silent).isGreaterThan(50);
        assertThat(copied).isGreaterThan(50);
    }

    private static float peak(float[] samples) {
        float peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }
}
