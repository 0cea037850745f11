package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A loopback port that leads to another one, until somebody cuts or squeezes it: a storage that fails on the wire. */
public final class Cable implements AutoCloseable {

    /** What becomes of an answer's bytes once the allowance is used up. */
    private enum Fault {
        /** All connections are closed, and each new one at once. */
        CUT,
        /** Nothing comes any more, and nobody hears why. */
        STALLED
    }

    private static final int PIECE_BYTES = 8192;

    private final ServerSocket entrance;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong allowanceBytes = new AtomicLong(Long.MAX_VALUE);
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.CUT);

    /** To this port of loopback. */
    public Cable(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread("accept", this::accept);
    }

    /** The same address by way of this cable. */
    public URI through(URI address) {
        return URI.create(address.getScheme() + "://127.0.0.1:" + entrance.getLocalPort() + address.getRawPath());
    }

    /** Lets so many more bytes of answers through, over all connections; then everything breaks. */
    public void cutAfter(long bytes) {
        fault.set(Fault.CUT);
        allowanceBytes.set(bytes);
    }

    /** Lets so many more bytes of answers through, over all connections; then all is silent. */
    public void stallAfter(long bytes) {
        fault.set(Fault.STALLED);
        allowanceBytes.set(bytes);
    }

    /** From now on new connections work again. */
    public void mend() {
        sockets.forEach(Cable::close);
        allowanceBytes.set(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(Cable::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket near = entrance.accept();
                if (allowanceBytes.get() <= 0 && fault.get() == Fault.CUT) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                thread("up", () -> copy(near, far, false));
                thread("down", () -> copy(far, near, true));
            }
        } catch (IOException closed) {
            // The end of this cable.
        }
    }

    private void copy(Socket from, Socket to, boolean limited) {
        byte[] piece = new byte[PIECE_BYTES];
        try {
            for (int count = from.getInputStream().read(piece);
                    count >= 0;
                    count = from.getInputStream().read(piece)) {
                if (limited && allowanceBytes.addAndGet(-count) < 0) {
                    end();
                    return;
                }
                to.getOutputStream().write(piece, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        }
    }

    private void end() {
        switch (fault.get()) {
            case CUT -> sockets.forEach(Cable::close);
            case STALLED -> {
                // The sockets stay open, and nobody reads or writes them.
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(String name, Runnable work) {
        Thread.ofVirtual().name("cable-" + name).start(work);
    }
}
