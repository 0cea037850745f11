package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.SocketQueues;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A player that reads 100 kB a second of a clip that has 8 MB for each of its seconds. What is ours of it is counted, not
 * estimated: what the server has read from FFmpeg, less what the player has read, less what the kernel says it holds of
 * the connection on both ends. Each count is made while the player pauses and nothing moves.
 */
class SlowReaderIT {

    private static final int BYTES_A_TURN = 50_000;
    private static final int TURN_MILLISECONDS = 500;
    private static final int TURNS = Boolean.getBoolean("cliprange.full") ? 60 : 12;
    private static final long BOUND_BYTES = 1 << 20;

    private static Origin origin;

    @BeforeAll
    static void start() {
        // Nothing is kept, as if a bound of the spools were reached.
        origin = Origin.start(Map.of("cliprange.clip.engine", "ffmpeg", "cliprange.spool.max-clip", "0B"));
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void slowReader_keepsAtMostAMebibyteOfOurs_andFfmpegWaits() throws Exception {
        OriginClient client = origin.client();
        JsonNode source = origin.source(HeavySource.file());
        String stream = client.clip(source, 1, 9).path("streamUrl").asString();
        long mostBytes = 0;
        long readBytes = 0;
        try (var player = new RawPlayer(stream)) {
            assertThat(player.head().status()).isEqualTo(200);
            for (int turn = 0; turn < TURNS; turn++) {
                player.skip(BYTES_A_TURN);
                readBytes += BYTES_A_TURN;
                Thread.sleep(TURN_MILLISECONDS);
                long kernelBytes = SocketQueues.bytesBetween(origin.base().getPort(), player.port());
                long oursBytes = fromFfmpegBytes(client) - readBytes - kernelBytes;
                assertThat(kernelBytes).as("the counting sees this connection").isPositive();
                mostBytes = Math.max(mostBytes, oursBytes);
            }
        }
        System.out.println("slow reader: at most " + mostBytes + " bytes of ours for it");
        assertThat(mostBytes).isBetween(0L, BOUND_BYTES);
    }

    private static long fromFfmpegBytes(OriginClient client) {
        JsonNode processes = client.get("/api/admin/ffmpeg").expect(200).path("processes");
        assertThat(processes).hasSize(1);
        return processes.path(0).path("bytes").asLong();
    }
}
