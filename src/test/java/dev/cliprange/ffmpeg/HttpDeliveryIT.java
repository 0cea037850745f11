package dev.cliprange.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cliprange.ffmpeg.clip.FfmpegStream;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.http.server.HttpServer;

/** The body behind a real server, as delivery will use it. */
class HttpDeliveryIT {

    @TempDir
    Path folder;

    private FfmpegHarness harness = FfmpegHarness.real();

    @AfterEach
    void nothingIsLeft() {
        harness.assertIdle();
    }

    @Test
    void send_clientThatStopsReading_holdsFewBytes() throws Exception {
        Path large = ToneSource.made(
                "large.mkv",
                java.util.List.of("-stream_loop", "9", "-i", ToneSource.mp4().toString(), "-c", "copy"));
        DisposableServer server = serve(large, 300_000_000);
        long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(16 * 1024);
            client.connect(server.address());
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = client.getInputStream();
            assertThat(in.readNBytes(100_000)).hasSize(100_000);

            long[] read = {0};
            // Until FFmpeg stands still: the client has read 100 kB, the rest is on the way.
            FfmpegHarness.await(
                    () -> {
                        long now =
                                harness.pool.snapshot().processes().getFirst().bytesWritten();
                        boolean still = now == read[0];
                        read[0] = now;
                        sleepBriefly();
                        return still && now > 0;
                    },
                    "the client's pace is not kept");

            long held = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before;
            assertThat(read[0]).isLessThan(Files.size(large) / 4);
            assertThat(held).isLessThanOrEqualTo(600L * 1024);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void send_wholeClip_arrivesAsMade() {
        byte[] expected = FfmpegHarness.read(harness.open(ToneSource.mp4(), 2_002_000, 10_010_000));
        DisposableServer server = serve(ToneSource.mp4(), 0);
        try {
            byte[] received = HttpClient.create()
                    .host("127.0.0.1")
                    .port(server.port())
                    .get()
                    .responseContent()
                    .aggregate()
                    .asByteArray()
                    .block(FfmpegHarness.LIMIT);

            assertThat(received).isEqualTo(expected);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void send_clipThatBreaks_abortsTheConnection() throws IOException {
        Path shorter = folder.resolve("shorter.mkv");
        byte[] whole = Files.readAllBytes(ToneSource.in("mkv"));
        Files.write(shorter, Arrays.copyOf(whole, whole.length / 3));
        DisposableServer server = serve(shorter, 30_000_000);
        try {
            Throwable failure = catchThrowable(() -> HttpClient.create()
                    .host("127.0.0.1")
                    .port(server.port())
                    .get()
                    .responseContent()
                    .aggregate()
                    .asByteArray()
                    .block(FfmpegHarness.LIMIT));

            assertThat(failure).hasCauseInstanceOf(PrematureCloseException.class);
        } finally {
            server.disposeNow();
        }
    }

    private DisposableServer serve(Path source, long endUs) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .childOption(ChannelOption.SO_SNDBUF, 64 * 1024)
                .handle((request, response) -> response.send(Flux.usingWhen(
                        endUs == 0 ? harness.open(source, 2_002_000, 10_010_000) : harness.open(source, 0, endUs),
                        FfmpegStream::body,
                        FfmpegStream::close)))
                .bindNow();
    }

    private static void sleepBriefly() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
