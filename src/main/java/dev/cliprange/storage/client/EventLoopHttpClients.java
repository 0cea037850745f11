package dev.cliprange.storage.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/**
 * One client for each event loop, with connections of its own. A stream whose two connections are on one loop hands its
 * buffers over by a call; on two, every buffer wakes the other thread, and that thread wakes this one to ask for the next.
 */
public final class EventLoopHttpClients {

    private final HttpClient anywhere;
    private final EventLoopGroup loops;
    private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

    /**
     * @param pattern of the clients
     * @param loops the web server's
     */
    EventLoopHttpClients(HttpClient pattern, LoopResources loops) {
        this.anywhere = pattern.runOn(loops);
        this.loops = loops.onClient(LoopResources.DEFAULT_NATIVE);
    }

    /** The client of the calling thread; outside the event loops, one for any of them. */
    public HttpClient here() {
        // Asked on one of its loops, the group gives that one.
        EventLoop loop = loops.next();
        return loop.inEventLoop() ? clients.computeIfAbsent(loop, anywhere::runOn) : anywhere;
    }
}
