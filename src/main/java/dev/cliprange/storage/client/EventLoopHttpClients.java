package dev.cliprange.storage.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/**
 * One HTTP client for each event loop, with its own connections. If both connections of a stream are on one loop, a
 * buffer is passed on with a method call. On two loops, each buffer would wake the other thread, and each request for
 * more would wake this one.
 */
public final class EventLoopHttpClients {

    private final HttpClient anywhere;
    private final EventLoopGroup loops;
    private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

    /**
     * @param pattern the settings of the clients
     * @param loops the event loops of the web server
     */
    EventLoopHttpClients(HttpClient pattern, LoopResources loops) {
        this.anywhere = pattern.runOn(loops);
        this.loops = loops.onClient(LoopResources.DEFAULT_NATIVE);
    }

    /** The client of the calling event loop. On other threads, a client that uses any of the loops. */
    public HttpClient here() {
        // On one of its loops, the group returns that loop.
        EventLoop loop = loops.next();
        return loop.inEventLoop() ? clients.computeIfAbsent(loop, anywhere::runOn) : anywhere;
    }
}
