package dev.cliprange.storage.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.StorageFixture;
import dev.cliprange.storage.client.HttpClients;
import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.location.SourceAllowList;
import dev.cliprange.storage.location.SourceKind;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.trace.Spans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

class RemoteReaderTest {

    private static final String LOOPS = "loops-of-the-reader";

    private final LoopResources loops = LoopResources.create(LOOPS, 1, true);

    @TempDir
    private Path work;

    private HttpClients clients;
    private RemoteReader reader;

    @BeforeEach
    void open() {
        StorageProperties properties = StorageFixture.folderOnly(work);
        clients = new HttpClients(properties, SourceAllowList.of(List.of(), ""), properties.inFlightBudget(), loops);
        reader = new RemoteReader(
                clients.web(),
                properties.readLimits(),
                properties.inFlightBudget(),
                new SourceReadMetrics(new SimpleMeterRegistry(), Spans.OFF));
    }

    @AfterEach
    void close() {
        clients.close();
        loops.disposeLater().block();
    }

    /** Reactor Netty loses a connection that another thread cancels while the response arrives. */
    @Test
    void read_cancelledByAnotherThread_isCancelledOnTheEventLoop() throws Exception {
        var cancelling = new CompletableFuture<String>();

        reader.read(new Silent(cancelling), "revision", new ByteSpan(0, 1))
                .subscribe()
                .dispose();

        assertThat(cancelling.get(StorageFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .startsWith(LOOPS);
    }

    @Test
    void stat_cancelledByAnotherThread_isCancelledOnTheEventLoop() throws Exception {
        var cancelling = new CompletableFuture<String>();

        reader.stat(new Silent(cancelling)).subscribe().dispose();

        assertThat(cancelling.get(StorageFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .startsWith(LOOPS);
    }

    /**
     * An object whose URL is never known.
     *
     * @param cancelling gets the name of the thread that cancels
     */
    private record Silent(CompletableFuture<String> cancelling) implements RemoteObject {

        @Override
        public SourceKind kind() {
            return SourceKind.HTTP;
        }

        @Override
        public Mono<URI> url() {
            return Mono.<URI>never()
                    .doOnCancel(() -> cancelling.complete(Thread.currentThread().getName()));
        }

        @Override
        public RemoteObject redirected(String target) {
            return this;
        }
    }
}
