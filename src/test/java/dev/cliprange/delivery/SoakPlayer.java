package dev.cliprange.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One request on a socket of its own, from a chosen loopback IP, read in one of three ways. */
final class SoakPlayer {

    private static final int PATIENCE_MILLISECONDS = 60_000;
    private static final int SLOW_BYTES_PER_SECOND = 5 * 1024;

    private final InetAddress ip;

    SoakPlayer(String ip) {
        this.ip = InetAddress.ofLiteral(ip);
    }

    /** What the client does after the response has begun. */
    enum Manner {
        READS_ALL,
        /** Resets the connection after a few kB. */
        LEAVES,
        /** Reads 5 kB each second for ten seconds, then leaves. */
        CRAWLS
    }

    /**
     * How a request went.
     *
     * @param status 0 if there was no response
     * @param firstByteNanos from sending the request to the first byte of the response
     */
    record Outcome(int status, long firstByteNanos) {}

    /** Sends a GET for an absolute URL and reads the response in the given manner. */
    Outcome play(URI url, Manner manner) {
        String request = "GET " + url.getRawPath() + " HTTP/1.1\r\nHost: localhost:" + url.getPort()
                + "\r\nConnection: close\r\n\r\n";
        return send(url.getPort(), request.getBytes(StandardCharsets.US_ASCII), manner);
    }

    /** Sends bytes that need not be HTTP. */
    Outcome send(int port, byte[] request, Manner manner) {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(ip, 0));
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            if (manner != Manner.READS_ALL) {
                socket.setReceiveBufferSize(16 * 1024);
                socket.setSoLinger(true, 0);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLISECONDS);
            long sent = System.nanoTime();
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes("HTTP/1.1 200".length());
            long firstByte = System.nanoTime() - sent;
            read(in, manner);
            return new Outcome(status(head), firstByte);
        } catch (IOException e) {
            return new Outcome(0, 0);
        }
    }

    private static int status(byte[] head) {
        String line = new String(head, StandardCharsets.US_ASCII);
        return line.matches("HTTP/1\\.[01] \\d{3}") ? Integer.parseInt(line.substring(9)) : 0;
    }

    private static void read(InputStream in, Manner manner) throws IOException {
        switch (manner) {
            case READS_ALL -> in.transferTo(java.io.OutputStream.nullOutputStream());
            case LEAVES -> in.readNBytes(8 * 1024);
            case CRAWLS -> {
                for (int second = 0; second < 10; second++) {
                    if (in.readNBytes(SLOW_BYTES_PER_SECOND).length < SLOW_BYTES_PER_SECOND) {
                        return;
                    }
                    pauseOneSecond();
                }
            }
        }
    }

    private static void pauseOneSecond() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
