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
import java.util.concurrent.atomic.AtomicReference;

/** Forwards a port of the loopback interface to another one, and causes network faults when a test asks for them. */
public final class FaultyProxy implements AutoCloseable {

    /** What happens after the shared allowance of response bytes is used up. */
    private enum Fault {
        /** All connections are closed, and each new connection at once. */
        CUT,
        /** Connections stay open, and no more bytes arrive. */
        STALL
    }

    private static final int PIECE_BYTES = 8192;
    private static final int BACKLOG = 1_000;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong sharedAllowanceBytes = new AtomicLong(Long.MAX_VALUE);
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.CUT);
    private final Random random = new Random(17);
    private final AtomicLong resets = new AtomicLong();
    private volatile long mostBytesPerConnection = Long.MAX_VALUE;

    /** Starts without faults. @param target a port of the loopback interface */
    public FaultyProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread("accept", this::accept);
    }

    /** The same URL with the port of this proxy. */
    public URI through(URI uri) {
        return URI.create(uri.getScheme() + "://127.0.0.1:" + server.getLocalPort() + uri.getRawPath());
    }

    /** Closes all connections after a number of response bytes, counted over all connections. */
    public void cutAfter(long bytes) {
        fault.set(Fault.CUT);
        sharedAllowanceBytes.set(bytes);
    }

    /** Stops forwarding after a number of response bytes, counted over all connections. The connections stay open. */
    public void stallAfter(long bytes) {
        fault.set(Fault.STALL);
        sharedAllowanceBytes.set(bytes);
    }

    /**
     * Resets each connection after a random number of response bytes: in a head, in a body, or between two responses.
     * Connections that are open are reset now.
     *
     * @param mostBytes no connection forwards more
     */
    public void resetRandomly(int mostBytes) {
        mostBytesPerConnection = mostBytes;
        sockets.forEach(this::reset);
    }

    /** The number of connections that were reset because of their own number of bytes. */
    public long resets() {
        return resets.get();
    }

    /** Ends a cut or a stall: open connections are closed, and new ones work. */
    public void mend() {
        sockets.forEach(this::close);
        sharedAllowanceBytes.set(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(this::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                if (sharedAllowanceBytes.get() <= 0 && fault.get() == Fault.CUT) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                long most = mostBytesPerConnection;
                long ownAllowance = most == Long.MAX_VALUE ? most : random.nextLong(most);
                thread("requests", () -> copy(near, far, Long.MAX_VALUE, false));
                thread("responses", () -> copy(far, near, ownAllowance, true));
            }
        } catch (IOException closed) {
            // This proxy was closed.
        }
    }

    private void copy(Socket from, Socket to, long ownAllowanceBytes, boolean responses) {
        byte[] piece = new byte[PIECE_BYTES];
        long left = ownAllowanceBytes;
        try {
            while (left > 0) {
                int count = from.getInputStream().read(piece, 0, (int) Math.min(piece.length, left));
                if (count < 0) {
                    to.shutdownOutput();
                    return;
                }
                long allowed = responses ? sharedAllowanceBytes.getAndAdd(-count) : Long.MAX_VALUE;
                if (allowed < count) {
                    to.getOutputStream().write(piece, 0, (int) Math.max(0, allowed));
                    fail();
                    return;
                }
                to.getOutputStream().write(piece, 0, count);
                left -= count;
            }
            resets.incrementAndGet();
            reset(to);
            reset(from);
        } catch (IOException broken) {
            reset(to);
            reset(from);
        }
    }

    private void fail() {
        switch (fault.get()) {
            case CUT -> sockets.forEach(this::close);
            case STALL -> {
                // The sockets stay open, and this proxy no longer reads them.
            }
        }
    }

    private void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.remove(socket);
    }

    private void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closedAlready) {
            // The other direction has closed it.
        }
        sockets.remove(socket);
    }

    private static void thread(String name, Runnable work) {
        Thread.ofVirtual().name("faulty-proxy-" + name).start(work);
    }
}
