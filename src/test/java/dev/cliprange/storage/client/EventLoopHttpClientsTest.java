package dev.cliprange.storage.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.client.EventLoopHttpClients.LoopClient;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

class EventLoopHttpClientsTest {

    private final LoopResources loops = LoopResources.create("two-loops", 2, true);
    private final EventLoopHttpClients clients = new EventLoopHttpClients(HttpClient.create(), loops);

    @AfterEach
    void stop() {
        loops.disposeLater().block();
    }

    @Test
    void here_onALoop_isThatLoopsOwnClient() throws Exception {
        Iterator<EventExecutor> all =
                loops.onServer(LoopResources.DEFAULT_NATIVE).iterator();
        EventLoop one = (EventLoop) all.next();
        EventLoop other = (EventLoop) all.next();

        LoopClient first = one.submit(clients::here).get();

        assertThat(one.submit(clients::here).get()).isSameAs(first);
        assertThat(other.submit(clients::here).get()).isNotSameAs(first);
        assertThat(first.http().configuration().loopResources().onClient(true).next())
                .isSameAs(one);
    }

    @Test
    void here_outsideTheLoops_isTheClientOfOneOfThem() throws Exception {
        LoopClient client = clients.here();
        EventLoop loop =
                client.http().configuration().loopResources().onClient(true).next();

        assertThat(loop.submit(clients::here).get()).isSameAs(client);
    }

    @Test
    void loop_runsTasksOnItsEventLoop_andAtOnceThere() throws Exception {
        LoopClient client = clients.here();
        EventLoop loop =
                client.http().configuration().loopResources().onClient(true).next();
        var ranThere = new CompletableFuture<Boolean>();

        client.loop().schedule(() -> ranThere.complete(loop.inEventLoop()));
        boolean ranAtOnce = loop.submit(() -> {
                    var ran = new AtomicBoolean();
                    client.loop().schedule(() -> ran.set(true));
                    return ran.get();
                })
                .get();

        assertThat(ranThere.get()).isTrue();
        assertThat(ranAtOnce).isTrue();
    }
}
