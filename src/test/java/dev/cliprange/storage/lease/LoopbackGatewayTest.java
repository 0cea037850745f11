package dev.cliprange.storage.lease;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.storage.HostileWebServer;
import dev.cliprange.storage.SourceStoreContract;
import dev.cliprange.storage.Storage;
import dev.cliprange.storage.StorageFixture;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.Connections;
import dev.cliprange.testing.Plateau;
import dev.cliprange.testing.RawPlayer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackGatewayTest {

    private static final byte[] BYTES = SourceStoreContract.random(8_000_000);

    /** A read to its end leaves a connection for the next one; reads that are broken off leave none. */
    private static final int CONNECTIONS_KEPT = 4;

    @TempDir
    private static Path work;

    private final HttpClient http = HttpClient.newHttpClient();
    private static HostileWebServer server;
    private static Storage storage;
    private SourceLease lease;
    private URI address;

    @BeforeAll
    static void start() {
        server = new HostileWebServer();
        storage = StorageFixture.open(
                StorageFixture.folderOnly(work),
                new SimpleMeterRegistry(),
                server.uri("/").toString());
    }

    @AfterAll
    static void stop() {
        storage.close();
        server.close();
    }

    @BeforeEach
    void lease() {
        Location location = server.put("/film", BYTES);
        ObjectStat stat =
                Objects.requireNonNull(storage.sources().stat(location).block(PATIENCE));
        lease = Objects.requireNonNull(
                storage.ffmpegInputs().lease(location, stat, PATIENCE).block(PATIENCE));
        address = URI.create(lease.input().input());
    }

    @AfterEach
    void release() {
        lease.close();
    }

    @Test
    void get_withoutRange_givesTheWhole() throws Exception {
        HttpResponse<byte[]> answer = send("GET", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(answer.body()).isEqualTo(BYTES);
    }

    @Test
    void get_range_givesIt() throws Exception {
        HttpResponse<byte[]> middle = send("GET", "bytes=100-299999");
        HttpResponse<byte[]> open = send("GET", "bytes=7999990-");
        HttpResponse<byte[]> suffix = send("GET", "bytes=-5");

        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.headers().firstValue("Content-Range")).contains("bytes 100-299999/8000000");
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(BYTES, 100, 300_000));
        assertThat(open.body()).isEqualTo(Arrays.copyOfRange(BYTES, 7_999_990, 8_000_000));
        assertThat(suffix.body()).isEqualTo(Arrays.copyOfRange(BYTES, 7_999_995, 8_000_000));
    }

    @Test
    void head_givesTheLengthAndReadsNothing() throws Exception {
        server.forget();

        HttpResponse<byte[]> answer = send("HEAD", "");

        assertThat(answer.headers().firstValue("Content-Length")).contains("8000000");
        assertThat(server.requests()).isZero();
    }

    @Test
    void request_ofNoUse_isRefused() throws Exception {
        assertThat(send("GET", "bytes=8000000-").statusCode()).isEqualTo(416);
        assertThat(send("GET", "bytes=0-1,5-6").statusCode()).isEqualTo(416);
        assertThat(send("POST", "").statusCode()).isEqualTo(405);
    }

    @Test
    void request_otherPath_isNotFound() throws Exception {
        for (String path : new String[] {
            "/", "/film", "/..", address.getPath() + "x", address.getPath().substring(0, 10)
        }) {
            assertThat(http.send(
                                    HttpRequest.newBuilder(address.resolve(path))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void get_readerThatStops_takesLittleFromTheSource() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(32_768);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
            socket.getOutputStream()
                    .write(("GET " + address.getPath() + " HTTP/1.1\r\nHost: gateway\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            assertThat(answer.read()).isEqualTo('H');

            // What we hold, and what this connection's two kernel buffers take (Linux doubles what is asked for).
            assertThat(Plateau.await(() -> lease.bytesRead().orElseThrow())).isLessThan(1_200_000);
        }
    }

    /** FFmpeg is killed: its connection and its lease end at the same time, on different threads. */
    @Test
    void readers_thatLeaveWhileTheirLeaseIsClosed_leaveNothing() throws Exception {
        var random = new Random(3);
        Location location = server.put("/left", BYTES);
        ObjectStat stat =
                Objects.requireNonNull(storage.sources().stat(location).block(PATIENCE));
        for (int round = 0; round < (Boolean.getBoolean("cliprange.full") ? 100 : 12); round++) {
            Concurrently.all(
                    IntStream.range(0, 8).mapToObj(i -> random.nextInt(600_000)).toList(), bytes -> {
                        SourceLease own = Objects.requireNonNull(storage.ffmpegInputs()
                                .lease(location, stat, PATIENCE)
                                .block(PATIENCE));
                        var leaving = new CountDownLatch(1);
                        Thread closing = Thread.startVirtualThread(() -> {
                            awaitQuietly(leaving);
                            own.close();
                        });
                        try (var reader = new RawPlayer(own.input().input())) {
                            reader.skip(bytes);
                            leaving.countDown();
                        }
                        joinQuietly(closing);
                        return bytes;
                    });
        }

        await("connections to the source's server")
                .atMost(PATIENCE)
                .until(() -> Connections.to(server.port()) <= CONNECTIONS_KEPT);
        await("buffers of its connections")
                .atMost(PATIENCE)
                .until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() == 0);
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> send(String method, String range) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody());
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
