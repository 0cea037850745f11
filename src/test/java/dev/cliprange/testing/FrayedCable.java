package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loopback port that leads to another one. Once frayed, each connection breaks, by a reset, after some random number of the
 * answers' bytes: in a head, in a body, or between two answers.
 */
public final class FrayedCable implements AutoCloseable {

    private static final int PIECE_BYTES = 16 * 1024;

    private final ServerSocket entrance;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Random random = new Random(17);
    private final AtomicLong breaks = new AtomicLong();
    private volatile int mostBytes = Integer.MAX_VALUE;

    /** To this port of loopback; whole at first. */
    public FrayedCable(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The same address by way of this cable. */
    public URI through(URI address) {
        return URI.create(address.getScheme() + "://127.0.0.1:" + entrance.getLocalPort() + address.getRawPath());
    }

    /** From now on connections carry fewer bytes of answers than this; those that are open break now. */
    public void fray(int bytes) {
        mostBytes = bytes;
        sockets.forEach(FrayedCable::reset);
    }

    /** How many connections broke by their own weight. */
    public long breaks() {
        return breaks.get();
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(FrayedCable::reset);
    }

    private void accept() {
        try {
            while (true) {
                Socket near = entrance.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                int allowance = mostBytes == Integer.MAX_VALUE ? mostBytes : random.nextInt(mostBytes);
                Thread.ofVirtual().start(() -> copy(near, far, Integer.MAX_VALUE));
                Thread.ofVirtual().start(() -> copy(far, near, allowance));
            }
        } catch (IOException closed) {
            // The end of this cable.
        }
    }

    private void copy(Socket from, Socket to, int allowanceBytes) {
        byte[] piece = new byte[PIECE_BYTES];
        long left = allowanceBytes == Integer.MAX_VALUE ? Long.MAX_VALUE : allowanceBytes;
        try {
            while (left > 0) {
                int count = from.getInputStream().read(piece, 0, (int) Math.min(piece.length, left));
                if (count < 0) {
                    to.shutdownOutput();
                    return;
                }
                to.getOutputStream().write(piece, 0, count);
                left -= count;
            }
            breaks.incrementAndGet();
            reset(to);
            reset(from);
        } catch (IOException broken) {
            reset(to);
            reset(from);
        } finally {
            sockets.remove(from);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closedAlready) {
            // As it should be.
        }
    }
}
