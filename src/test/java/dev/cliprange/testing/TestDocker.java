package dev.cliprange.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a Docker engine answers; a client program without an engine behind it does not count. */
public final class TestDocker {

    private static final long PATIENCE_SECONDS = 2;

    private TestDocker() {}

    /** Asked once, never waits longer than two seconds. {@code -Dcliprange.test.docker=false} says no. */
    public static boolean answers() {
        return Holder.ANSWERS;
    }

    private static final class Holder {
        static final boolean ANSWERS = !"false".equals(System.getProperty("cliprange.test.docker")) && ask();
    }

    private static boolean ask() {
        var answer = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(ping(System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock")));
            } catch (IOException | RuntimeException e) {
                answer.complete(false);
            }
        });
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean ping(String dockerHost) throws IOException {
        URI host = URI.create(dockerHost);
        boolean unix = "unix".equals(host.getScheme());
        SocketAddress address = unix
                ? UnixDomainSocketAddress.of(host.getPath())
                : new InetSocketAddress(host.getHost(), host.getPort());
        try (var channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.connect(address);
            var request = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            var response = ByteBuffer.allocate(64);
            channel.read(response);
            return new String(response.array(), 0, response.position(), StandardCharsets.US_ASCII).contains(" 200 ");
        }
    }
}
