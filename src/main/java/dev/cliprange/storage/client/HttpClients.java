package dev.cliprange.storage.client;

import dev.cliprange.storage.location.CheckedResolverGroup;
import dev.cliprange.storage.location.SourceAllowList;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpResponseDecoderSpec;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

/**
 * The HTTP clients that read media bytes: one for the configured storage, and one for web servers, which connects only
 * to what the allow-list admits.
 */
public final class HttpClients implements AutoCloseable {

    private static final Duration EVICTION = Duration.ofSeconds(30);
    private static final Duration UNUSED_HOST = Duration.ofMinutes(10);

    private final ConnectionProvider connections;
    private final CheckedResolverGroup checkedNames;
    private final EventLoopHttpClients storage;
    private final EventLoopHttpClients web;

    /**
     * @param budget of the bytes in flight; it bounds the size of socket reads
     * @param loops the event loops of the web server, which closes them
     */
    public HttpClients(
            StorageProperties properties, SourceAllowList allowList, InFlightBudget budget, LoopResources loops) {
        this(properties, allowList, budget, loops, systemNames(loops));
    }

    /** @param names closed with this */
    public HttpClients(
            StorageProperties properties,
            SourceAllowList allowList,
            InFlightBudget budget,
            LoopResources loops,
            AddressResolverGroup<InetSocketAddress> names) {
        this.connections = ConnectionProvider.builder("cliprange-storage")
                .maxConnections(properties.maxConnections())
                .pendingAcquireMaxCount(properties.maxPendingAcquires())
                .pendingAcquireTimeout(properties.acquireTimeout())
                .maxIdleTime(properties.keepAlive())
                .evictInBackground(EVICTION)
                .disposeInactivePoolsInBackground(UNUSED_HOST, UNUSED_HOST)
                .lifo()
                .build();
        this.checkedNames = new CheckedResolverGroup(names, allowList);
        HttpClient client = HttpClient.create(connections)
                // Netty's default stops pooling under load. Then each socket read would allocate and clear a buffer.
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .responseTimeout(properties.responseTimeout())
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(properties.connectTimeout().toMillis()))
                // The kernel would let one slow stream hold megabytes, which count for the container.
                .option(
                        ChannelOption.SO_RCVBUF,
                        Math.toIntExact(properties.receiveBuffer().toBytes()))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new BudgetedRecvByteBufAllocator(budget))
                .httpResponseDecoder(HttpClients::inLargeChunks)
                .followRedirect(false)
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, "cliprange"));
        this.storage = new EventLoopHttpClients(client, loops);
        this.web = new EventLoopHttpClients(client.resolver(checkedNames), loops);
    }

    public EventLoopHttpClients storage() {
        return storage;
    }

    public EventLoopHttpClients web() {
        return web;
    }

    /** Blocks. Called on the thread that stops the server. */
    @Override
    public void close() {
        connections.disposeLater().block(Duration.ofSeconds(5));
        checkedNames.close();
    }

    /** Deprecated for Netty 5 only. By default a socket read is split into slices of 8 KiB, each sent on its own. */
    @SuppressWarnings("deprecation")
    private static HttpResponseDecoderSpec inLargeChunks(HttpResponseDecoderSpec decoder) {
        return decoder.maxChunkSize(InFlightBudget.LARGEST_BUFFER_BYTES);
    }

    private static AddressResolverGroup<InetSocketAddress> systemNames(LoopResources loops) {
        return NameResolverProvider.builder().build().newNameResolverGroup(loops, LoopResources.DEFAULT_NATIVE);
    }
}
