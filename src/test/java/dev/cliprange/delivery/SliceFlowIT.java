package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.stream.StreamMeter;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.NettyLeaks;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.Plateau;
import dev.cliprange.testing.RawPlayer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What clients that stop reading take from the server. */
@ExtendWith(NettyLeaks.class)
class SliceFlowIT {

    private static final int PLAYERS = 40;
    private static final long MOST_BYTES_EACH = 512 * 1024;

    @Test
    void stream_toAClientThatDoesNotRead_holdsABoundedNumberOfBytes(TestReporter report) throws Exception {
        try (var origin = Origin.start(Map.of())) {
            JsonNode source = origin.source(HeavySource.file());
            String url =
                    origin.client().clip(source, 0.3, 9.6).path("streamUrl").asString();
            try (var first = new RawPlayer(url)) {
                first.head();
            }
            long before = SliceMeters.directMemoryBytes();

            List<RawPlayer> players = IntStream.range(0, PLAYERS)
                    .mapToObj(i -> new RawPlayer(url))
                    .toList();
            players.forEach(RawPlayer::head);
            // 80 MB are left for each player. Without a bound the buffers would grow until all of it is read.
            long each = (Plateau.await(SliceMeters::directMemoryBytes) - before) / PLAYERS;
            report.publishEntry("figures", each + " bytes of direct memory for a stalled stream");

            assertThat(each).isLessThanOrEqualTo(MOST_BYTES_EACH);

            players.forEach(RawPlayer::close);
            await().atMost(Duration.ofSeconds(10)).until(() -> running(origin) == 0);
        }
    }

    private static double running(Origin origin) {
        return origin.bean(MeterRegistry.class)
                .get(StreamMeter.STREAMS.meterName())
                .gauge()
                .value();
    }
}
