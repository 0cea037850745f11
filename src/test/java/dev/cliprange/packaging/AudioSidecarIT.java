package dev.cliprange.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.source.SourceRepository;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.testing.FfmpegRun;
import dev.cliprange.testing.HlsStream;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Copies of audio tracks: segments have the same bytes with and without them. */
@ExtendWith(NettyLeaks.class)
class AudioSidecarIT {

    private static Origin origin;
    private static OriginClient client;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        origin = Origin.start(Map.of("cliprange.packaging.sidecar-from", "1B"));
        client = origin.client();
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @AfterEach
    void deleteSources() {
        client.deleteSources();
    }

    @Test
    void segments_haveTheSameBytes_withAndWithoutTheCopy() throws IOException {
        // A gap: silent packets are between those of the copy.
        JsonNode source = origin.source(interleaved("-bsf:a setts=ts=TS+if(gte(N\\,100)\\,96000\\,0)"));
        JsonNode clip = client.clip(source, 0.5, 7.3);
        HlsStream stream = HlsStream.open(client, clip.path("hlsUrl").asString());
        List<HlsStream.Media> tracks = stream.audio();
        List<byte[]> before = tracks.stream().map(stream::bytes).toList();
        String url = tracks.getFirst().segments().getFirst();
        HttpResponse<byte[]> segment = client.play(url);

        awaitCopy(source);
        double served = served();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            client.play(url);
            return served() > served;
        });

        List<byte[]> after = tracks.stream().map(stream::bytes).toList();
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isEqualTo(before.get(i));
        }
        HttpResponse<byte[]> whole = client.play(url);
        assertThat(whole.headers().firstValue("etag"))
                .isEqualTo(segment.headers().firstValue("etag"))
                .isPresent();
        HttpResponse<byte[]> part = client.play(url, "Range", "bytes=300-2000");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(segment.body(), 300, 2001));
        assertThat(served()).isGreaterThanOrEqualTo(served + 1 + tracks.size());
    }

    /** Segments that were read from a copy. */
    private static double served() {
        return origin.bean(MeterRegistry.class)
                .get(PackagingMeter.AUDIO_SEGMENTS.meterName())
                .tag("from", "copy")
                .counter()
                .count();
    }

    @Test
    void copy_hasThePacketsOfEachTrack_oneAfterAnother() throws IOException {
        Path file = interleaved("");
        JsonNode source = origin.source(file);
        HlsStream stream = HlsStream.open(
                client, client.clip(source, 0.5, 7.3).path("hlsUrl").asString());
        stream.bytes(stream.audio().getFirst());

        awaitCopy(source);

        UUID id = UUID.fromString(source.path("id").asString());
        var ready = origin.bean(SourceRepository.class).findById(id).block().ready();
        var copies = origin.bean(AudioCopies.class);
        var sidecar = copies.find(ready).block();
        assertThat(sidecar.tracks()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            byte[] copy = origin.bean(WorkStore.class)
                    .get(copies.key(ready, sidecar.tracks().get(i).track()))
                    .block();
            assertThat(copy).isEqualTo(packets(file, i));
        }
        client.deleteSources();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !origin.bean(WorkStore.class)
                        .sizeBytes(copies.key(ready, 1))
                        .hasElement()
                        .block());
    }

    private void awaitCopy(JsonNode source) {
        UUID id = UUID.fromString(source.path("id").asString());
        var ready = origin.bean(SourceRepository.class).findById(id).block().ready();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        origin.bean(AudioCopies.class).find(ready).hasElement().block());
    }

    /** The packets of an audio track, as FFmpeg reads them. */
    private static byte[] packets(Path file, int track) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(FfmpegRun.of(List.of(
                        "-nostdin",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:a:" + track,
                        "-c",
                        "copy",
                        "-f",
                        "data",
                        "pipe:1"))
                .orThrow()
                .stdout());
        return bytes.toByteArray();
    }

    /** A file with two audio tracks. */
    private Path interleaved(String options) {
        Path file = folder.resolve("two.mp4");
        String original = MediaMatrix.entry("avc-closed-gop").file().toString();
        var arguments = new ArrayList<>(List.of("-nostdin", "-y", "-i", original, "-map", "0:v", "-map", "0:a"));
        arguments.addAll(List.of("-map", "0:a", "-c", "copy"));
        Arrays.stream(options.split(" ")).filter(word -> !word.isEmpty()).forEach(arguments::add);
        arguments.add(file.toString());
        FfmpegRun.of(arguments).orThrow();
        return file;
    }
}
