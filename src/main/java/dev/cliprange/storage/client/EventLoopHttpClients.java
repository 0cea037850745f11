package dev.cliprange.storage.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/**
 * One HTTP client for each event loop, with its own connections. If both connections of a stream are on one loop, a
 * buffer is passed on with a method call. On two loops, each buffer would wake the other thread, and each request for
 * more would wake this one.
 */
public final class EventLoopHttpClients {

    private final HttpClient pattern;
    private final EventLoopGroup loops;
    private final Map<EventLoop, LoopClient> clients = new ConcurrentHashMap<>();

    /**
     * @param pattern the settings of the clients
     * @param loops the event loops of the web server
     */
    EventLoopHttpClients(HttpClient pattern, LoopResources loops) {
        this.pattern = pattern.runOn(loops);
        this.loops = loops.onClient(LoopResources.DEFAULT_NATIVE);
    }

    /**
     * A client whose connections are on one event loop.
     *
     * @param http sends the requests
     * @param loop runs tasks on the event loop, at once if it is called there. Requests are to be cancelled on it:
     *     Reactor Netty loses a connection with its buffers if another thread cancels while the response arrives
     */
    public record LoopClient(HttpClient http, Scheduler loop) {}

    /** The client of the calling event loop. On other threads, the client of any of the loops. */
    public LoopClient here() {
        // On one of its loops, the group returns that loop.
        return clients.computeIfAbsent(loops.next(), loop -> new LoopClient(pattern.runOn(loop), scheduler(loop)));
    }

    private static Scheduler scheduler(EventLoop loop) {
        return Schedulers.fromExecutor(task -> {
            // A loop that has ended has no connections, and takes no task.
            if (loop.inEventLoop() || loop.isShuttingDown()) {
                task.run();
            } else {
                loop.execute(task);
            }
        });
    }
}
