package dev.cliprange.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients on persistent connections. Each of them requests the next clip after it has received the last one. One thread reads for all
 * clients and discards the bytes, so that most of the machine is left to the measured server.
 */
final class Load {

    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final int port;
    private final List<ByteBuffer> requests;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final List<Long> firstByteNanos = new ArrayList<>();
    private int nextRequest;
    private int running;
    private long bytes;
    private long windowBytes;
    private boolean inWindow;
    private boolean stopping;

    /** @param heads whole request heads, sent in turn */
    Load(int port, List<String> heads) {
        this.port = port;
        this.requests = heads.stream()
                .map(head -> ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    /** The head of a request for a whole clip. */
    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** The head of a request for a byte range. */
    static String get(String path, long first, long last) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + first + "-" + last + "\r\n\r\n";
    }

    /** The head of a request for the start of a clip. It is long enough to run all code of the server. */
    static String getBeginning(String path) {
        return get(path, 0, 200_000);
    }

    /**
     * The result of one run.
     *
     * @param firstByteNanos from the request to the first byte of the body, of all responses that ended within the window
     * @param windowBytes bytes of bodies that arrived within the window
     * @param totalBytes bytes of bodies, including those before and after the window
     */
    record Result(
            List<Long> firstByteNanos, long windowBytes, long totalBytes, long windowNanos, Usage before, Usage after) {

        /** Whether nothing was run. */
        boolean isNothing() {
            return windowNanos == 0;
        }

        /** The compilers' processor time in the window, as a share of one processor. */
        double compilerShare() {
            return (after.compilerMs() - before.compilerMs()) * 1e6 / windowNanos;
        }
    }

    static final Result NOTHING = new Result(List.of(), 0, 0, 0, Usage.NOTHING, Usage.NOTHING);

    /**
     * Runs until the last response has ended.
     *
     * @param usage is read at both ends of the window
     */
    Result run(int connections, Duration warmUp, Duration window, Supplier<Usage> usage) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                new Client(selector).send();
            }
            runUntil(selector, System.nanoTime() + warmUp.toNanos());
            inWindow = true;
            Usage before = usage.get();
            long from = System.nanoTime();
            runUntil(selector, from + window.toNanos());
            long to = System.nanoTime();
            Usage after = usage.get();
            inWindow = false;
            stopping = true;
            runUntil(selector, to + LONGEST_SILENCE.toNanos());
            return new Result(List.copyOf(firstByteNanos), windowBytes, bytes, to - from, before, after);
        }
    }

    private void runUntil(Selector selector, long deadlineNanos) throws IOException {
        while (running > 0) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                break;
            }
            selector.select(key -> ((Client) key.attachment()).read(), Math.max(1, left / 1_000_000));
        }
        if (stopping && running > 0) {
            throw new IOException(running + " responses did not end");
        }
    }

    private final class Client {

        private final SocketChannel channel;
        private final StringBuilder head = new StringBuilder();
        private long sentNanos;
        private long firstNanos;
        private long left;
        private boolean inBody;

        Client(Selector selector) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            running++;
        }

        void send() throws IOException {
            head.setLength(0);
            inBody = false;
            firstNanos = 0;
            sentNanos = System.nanoTime();
            channel.write(requests.get(nextRequest++ % requests.size()).duplicate());
        }

        void read() {
            try {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    throw new IOException("the server closed the connection after: " + head);
                }
                buffer.flip();
                if (!inBody) {
                    readHead();
                }
                if (inBody) {
                    readBody();
                }
            } catch (IOException e) {
                throw new IllegalStateException("port " + port + ": " + e.getMessage(), e);
            }
        }

        private void readHead() throws IOException {
            while (buffer.hasRemaining() && !inBody) {
                head.append((char) buffer.get());
                inBody = head.length() > 3 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0;
            }
            if (inBody) {
                Matcher length = LENGTH.matcher(head.toString().toLowerCase(Locale.ROOT));
                if (!head.toString().matches("(?s)HTTP/1.1 20[06] .*") || !length.find()) {
                    throw new IOException("unexpected response: " + head);
                }
                left = Long.parseLong(length.group(1));
            }
        }

        private void readBody() throws IOException {
            int count = buffer.remaining();
            if (count > 0 && firstNanos == 0) {
                firstNanos = System.nanoTime();
            }
            left -= count;
            bytes += count;
            windowBytes += inWindow ? count : 0;
            if (left > 0) {
                return;
            }
            if (inWindow) {
                firstByteNanos.add(firstNanos - sentNanos);
            }
            if (stopping) {
                channel.close();
                running--;
            } else {
                send();
            }
        }
    }
}
