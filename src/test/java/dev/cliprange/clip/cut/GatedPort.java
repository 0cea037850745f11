package dev.cliprange.clip.cut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loopback port that leads to another one. While its gate is closed, requests wait until the test releases them. */
final class GatedPort implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<CountDownLatch> held = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    GatedPort(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    void closeGate() {
        closed = true;
    }

    /** Opens the gate and releases the requests that wait. */
    void openGate() {
        closed = false;
        held.forEach(CountDownLatch::countDown);
        held.clear();
    }

    /** Returns the next request that waits, which counting down releases; null if there is none for a moment. */
    @Nullable CountDownLatch nextHeld() throws InterruptedException {
        return held.poll(20, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        openGate();
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> copy(near, far, true));
                Thread.ofVirtual().start(() -> copy(far, near, false));
            }
        } catch (IOException stopped) {
            // The test has closed the port.
        }
    }

    private void copy(Socket from, Socket to, boolean gated) {
        byte[] piece = new byte[8192];
        try (from;
                to) {
            for (int count = from.getInputStream().read(piece);
                    count >= 0;
                    count = from.getInputStream().read(piece)) {
                if (gated && closed) {
                    var release = new CountDownLatch(1);
                    held.add(release);
                    release.await();
                }
                to.getOutputStream().write(piece, 0, count);
            }
        } catch (IOException ended) {
            // One side has closed the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
