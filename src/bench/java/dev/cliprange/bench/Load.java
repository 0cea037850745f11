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
 * Clients that each ask for the next clip once they have the last one, on connections they keep. One thread reads for all
 * of them and throws the bytes away, so that the measured server keeps as much of the machine as can be.
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

    /** @param heads whole request heads, asked for in turn */
    Load(int port, List<String> heads) {
        this.port = port;
        this.requests = heads.stream()
                .map(head -> ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    /** The head of a request for all of it. */
    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** The head of a request for bytes of it. */
    static String get(String path, long first, long last) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + first + "-" + last + "\r\n\r\n";
    }

    /** The head of a request for enough of it that every part of the way is gone. */
    static String getBeginning(String path) {
        return get(path, 0, 200_000);
    }

    /**
     * What one run showed.
     *
     * @param firstByteNanos from the request to the first byte of the body, of those that ended within the window
     * @param windowBytes of bodies, within the window
     * @param totalBytes of bodies, warming up and running out included
     */
    record Result(
            List<Long> firstByteNanos,
            long windowBytes,
            long totalBytes,
            long windowNanos,
            Usage before,
            Usage after) {

        /** Of the window, as a share of one processor. */
        double compilerShare() {
            return (after.compilerMs() - before.compilerMs()) * 1e6 / windowNanos;
        }
    }

    static final Result NOTHING = new Result(List.of(), 0, 0, 0, Usage.NOTHING, Usage.NOTHING);

    /** Runs to the end of the last response. @param usage asked at both ends of the window */
    Result run(int connections, Duration warmUp, Duration window, Supplier<Usage> usage) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                new Client(selector).ask();
            }
            turnUntil(selector, System.nanoTime() + warmUp.toNanos());
            inWindow = true;
            Usage before = usage.get();
            long from = System.nanoTime();
            turnUntil(selector, from + window.toNanos());
            long to = System.nanoTime();
            Usage after = usage.get();
            inWindow = false;
            stopping = true;
            turnUntil(selector, to + LONGEST_SILENCE.toNanos());
            return new Result(List.copyOf(firstByteNanos), windowBytes, bytes, to - from, before, after);
        }
    }

    private void turnUntil(Selector selector, long deadlineNanos) throws IOException {
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
        private long askedNanos;
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

        void ask() throws IOException {
            head.setLength(0);
            inBody = false;
            firstNanos = 0;
            askedNanos = System.nanoTime();
            channel.write(requests.get(nextRequest++ % requests.size()).duplicate());
        }

        void read() {
            try {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    throw new IOException("the server closed the connection; it said: " + head);
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
                    throw new IOException("unexpected answer: " + head);
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
                firstByteNanos.add(firstNanos - askedNanos);
            }
            if (stopping) {
                channel.close();
                running--;
            } else {
                ask();
            }
        }
    }
}
