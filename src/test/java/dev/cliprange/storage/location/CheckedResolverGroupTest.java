package dev.cliprange.storage.location;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.HostileWebServer;
import dev.cliprange.storage.StorageFixture;
import dev.cliprange.storage.client.HttpClients;
import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.RemoteReader;
import dev.cliprange.storage.read.SourceReadMetrics;
import dev.cliprange.storage.read.WebObject;
import dev.cliprange.trace.Spans;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpResources;
import reactor.test.StepVerifier;

/** Names that lie, against the client that connects. */
class CheckedResolverGroupTest {

    @TempDir
    private Path work;

    private final HostileWebServer server = new HostileWebServer();
    private final Deque<List<String>> answers = new ArrayDeque<>();

    @BeforeEach
    void putFilm() {
        server.put("/film", new byte[100]);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void connect_publicNameThatPointsInward_isRefusedUnconnected() {
        answers.add(List.of("127.0.0.1"));

        isRefused("http://rebind.example:" + server.port() + "/");
    }

    @Test
    void connect_oneOfSeveralAddressesInward_isRefusedUnconnected() {
        answers.add(List.of("93.184.216.34", "127.0.0.1"));

        isRefused("http://rebind.example:" + server.port() + "/");
    }

    @Test
    void connect_mappedLoopback_isRefusedUnconnected() {
        answers.add(List.of("::ffff:127.0.0.1"));

        isRefused("http://rebind.example:" + server.port() + "/");
    }

    @Test
    void connect_addressAllowedByName_connectsToTheAnswerThatWasChecked() {
        answers.add(List.of("127.0.0.1"));
        answers.add(List.of("10.255.255.1"));

        StepVerifier.create(stat("http://rebind.example:" + server.port() + "/", "http://127.0.0.1:1/"))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(answers).as("asked for once").hasSize(1);
    }

    private void isRefused(String... allowed) {
        StepVerifier.create(stat(allowed))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                FailureException.class,
                                known -> assertThat(known.failure()).isEqualTo(Failure.SOURCE_NOT_ALLOWED)))
                .verify(PATIENCE);
        assertThat(server.requests()).isZero();
    }

    private Mono<ObjectStat> stat(String... allowed) {
        var allowList = SourceAllowList.of(Arrays.asList(allowed), "");
        StorageProperties properties = StorageFixture.folderOnly(work);
        return Mono.using(
                () -> new HttpClients(
                        properties, allowList, properties.inFlightBudget(), HttpResources.get(), new ScriptedNames()),
                clients -> new RemoteReader(
                                clients.web(),
                                properties.readLimits(),
                                properties.inFlightBudget(),
                                new SourceReadMetrics(new SimpleMeterRegistry(), Spans.OFF))
                        .stat(new WebObject(
                                new HttpLocation(URI.create("http://rebind.example:" + server.port() + "/film")),
                                allowList)),
                clients -> {});
    }

    private final class ScriptedNames extends AddressResolverGroup<InetSocketAddress> {

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) throws UnknownHostException {
                    promise.setSuccess(InetAddress.getByName(answers.remove().getFirst()));
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise)
                        throws UnknownHostException {
                    var addresses = new ArrayList<InetAddress>();
                    for (String address : answers.remove()) {
                        addresses.add(InetAddress.getByName(address));
                    }
                    promise.setSuccess(addresses);
                }
            }.asAddressResolver();
        }
    }
}
