package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clips of a file of this machine, which the kernel sends: the same bytes as from storage, and no file left open. */
@ExtendWith(NettyLeaks.class)
class FileDeliveryIT {

    @TempDir
    private static Path folder;

    private static Origin origin;
    private static OriginClient client;

    private Path file;
    private String url;

    @BeforeAll
    static void start() throws IOException {
        // What the server sees once links are resolved.
        folder = folder.toRealPath();
        origin = Origin.start(Map.of("cliprange.sources.allowed", folder.toUri()));
        client = origin.client();
    }

    @BeforeEach
    void registerSource() throws IOException {
        file = Files.copy(HeavySource.file(), folder.resolve(UUID.randomUUID() + ".mp4"));
        JsonNode source = client.readySource(file.toUri().toString());
        url = client.clip(source, 0.3, 1.6).path("streamUrl").asString();
    }

    @AfterEach
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void stream_ofAFile_isTheBytesOfTheSameSourceInStorage() {
        byte[] fromFile = client.play(url).body();

        JsonNode stored = client.clip(origin.source(HeavySource.file()), 0.3, 1.6);
        byte[] fromStorage = client.play(stored.path("streamUrl").asString()).body();

        assertThat(fromFile).hasSizeGreaterThan(3_000_000).isEqualTo(fromStorage);
        assertThat(openTimes()).isZero();
    }

    @Test
    void stream_ofAFile_givesAnyRange() {
        byte[] whole = client.play(url).body();
        var random = new Random(5);
        for (int round = 0; round < 60; round++) {
            int from = random.nextInt(whole.length);
            int length = round % 3 == 0 ? 1 + random.nextInt(5_000) : 1 + random.nextInt(whole.length - from);
            int to = Math.min(whole.length, from + length);

            var response = client.play(url, "Range", "bytes=" + from + "-" + (to - 1));

            assertThat(response.statusCode()).isEqualTo(206);
            assertThat(response.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
        }
        assertThat(client.play(url, "Range", "bytes=0-3").body()).isEqualTo(Arrays.copyOf(whole, 4));
        assertThat(openTimes()).isZero();
    }

    @Test
    void stream_toManySlowClients_isCompleteAndClosesTheFile() {
        byte[] whole = client.play(url).body();
        List<RawPlayer> players = players(24);

        Concurrently.all(players, player -> {
            var head = player.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(player.body(head).bytes()).isEqualTo(whole);
            return head;
        });

        players.forEach(RawPlayer::close);
        await().atMost(Duration.ofSeconds(10)).until(() -> openTimes() == 0);
    }

    @Test
    void stream_whoseClientsLeave_closesTheFile() {
        var random = new Random(9);
        for (int round = 0; round < (Boolean.getBoolean("cliprange.full") ? 40 : 6); round++) {
            List<RawPlayer> players = players(16);
            Concurrently.all(players, player -> {
                if (random.nextBoolean()) {
                    player.head();
                    player.skip(random.nextInt(1_000_000));
                }
                player.close();
                return player;
            });
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> openTimes() == 0);
        assertThat(client.play(url).statusCode()).isEqualTo(200);
    }

    @Test
    void stream_toClientsThatDoNotRead_takesNoBuffers() {
        long before = SliceMeters.directMemoryBytes();
        List<RawPlayer> players = players(60);
        players.forEach(RawPlayer::head);

        // Were they buffered, sixty streams would hold some fifteen million bytes.
        await().atMost(Duration.ofSeconds(10)).until(() -> openTimes() == players.size());
        assertThat(SliceMeters.directMemoryBytes() - before).isLessThan(5_000_000);

        players.forEach(RawPlayer::close);
        await().atMost(Duration.ofSeconds(10)).until(() -> openTimes() == 0);
    }

    @Test
    void stream_ofAFileThatWasReplaced_isAConflict() throws Exception {
        replace();

        var response = client.play(url);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(new String(response.body())).contains("source-changed");
        assertThat(openTimes()).isZero();
    }

    @Test
    void stream_ofAFileThatIsReplacedMeanwhile_neverCompletes() throws Exception {
        byte[] whole = client.play(url).body();
        try (var player = new RawPlayer(url)) {
            var head = player.head();
            replace();

            var body = player.body(head);

            assertThat(body.complete()).isFalse();
            assertThat(body.bytes()).isEqualTo(Arrays.copyOf(whole, body.bytes().length));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> openTimes() == 0);
    }

    @Test
    void stream_ofAFileThatIsWrittenToMeanwhile_neverCompletes() throws Exception {
        try (var player = new RawPlayer(url)) {
            var head = player.head();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.position(channel.size() / 10);
                channel.write(ByteBuffer.allocate(1_000_000));
            }
            assertThat(player.body(head).complete()).isFalse();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> openTimes() == 0);
    }

    private List<RawPlayer> players(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> new RawPlayer(url)).toList());
    }

    private void replace() throws IOException {
        Path other = folder.resolve("other.mp4");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 7);
        Files.write(other, bytes);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** How often this process, which the server runs in, has a file of the folder open. */
    private long openTimes() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(this::isOfFolder).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOfFolder(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(folder);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
