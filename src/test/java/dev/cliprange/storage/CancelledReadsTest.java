package dev.cliprange.storage;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.testing.Connections;
import dev.cliprange.testing.NettyLeaks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads that another thread cancels while the response arrives. */
@ExtendWith(NettyLeaks.class)
class CancelledReadsTest {

    private static final byte[] BYTES = SourceStoreContract.random(60_000);
    private static final int READS = Boolean.getBoolean("cliprange.full") ? 60_000 : 4_000;
    private static final int AT_ONCE = 4;

    /** Responses arrive within this time on a machine that is not busy. */
    private static final int LATEST_MICROS = 1_500;

    @Test
    void read_cancelledByAnotherThread_leavesNoConnectionAndNoBuffer(@TempDir Path work) {
        try (var server = new HostileWebServer()) {
            try (Storage storage = StorageFixture.open(
                    StorageFixture.folderOnly(work),
                    new SimpleMeterRegistry(),
                    server.uri("/").toString())) {
                cancelReads(storage, server.put("/film", BYTES));
            }
            // The pool closes the connections that no read uses, so what is left is a connection that a read lost.
            await("connections to the server").atMost(PATIENCE).until(() -> Connections.to(server.port()) == 0);
            await("buffers in use")
                    .atMost(PATIENCE)
                    .until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() == 0);
            assertThat(server.requests()).isPositive();
        }
    }

    private static void cancelReads(Storage storage, Location location) {
        ObjectStat stat =
                Objects.requireNonNull(storage.sources().stat(location).block(PATIENCE));
        var random = new Random(5);
        Flux.range(0, READS)
                .flatMap(
                        read -> storage.sources()
                                .read(location, stat.revision(), 0, BYTES.length)
                                .doOnNext(ByteBuf::release)
                                .takeUntilOther(Mono.delay(
                                        Duration.ofNanos(1_000L * random.nextInt(LATEST_MICROS)),
                                        Schedulers.parallel()))
                                .then(),
                        AT_ONCE)
                .blockLast(Duration.ofMinutes(10));
    }
}
