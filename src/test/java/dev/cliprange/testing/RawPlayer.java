package dev.cliprange.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A player on a bare socket: reads as slowly as it is told, leaves when it likes, and sees how the connection ended. */
public final class RawPlayer implements AutoCloseable {

    private static final int SMALL_WINDOW_BYTES = 16 * 1024;
    private static final int LONGEST_MILLISECONDS = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** Sends the GET; the answer is not read before somebody asks for it. */
    public RawPlayer(String address, String... headers) {
        this(
                URI.create(address).getHost(),
                URI.create(address).getPort(),
                URI.create(address).getRawPath(),
                headers);
    }

    /** A GET on loopback whose target goes out as it is, be it none that a URI could have. */
    public static RawPlayer raw(int port, String target, String... headers) {
        return new RawPlayer("localhost", port, target, headers);
    }

    private RawPlayer(String host, int port, String target, String... headers) {
        try {
            // Before connecting: the window is agreed on then.
            socket.setReceiveBufferSize(SMALL_WINDOW_BYTES);
            socket.setSoTimeout(LONGEST_MILLISECONDS);
            socket.connect(new InetSocketAddress(host, port), LONGEST_MILLISECONDS);
            var request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of an answer. Header names in lower case. */
    public record Head(int status, Map<String, String> headers) {}

    /**
     * A body as far as it came.
     *
     * @param complete whether it ended as HTTP says it must: with its last chunk, or at its length
     */
    public record Body(byte[] bytes, boolean complete) {}

    /** Waits for the answer's head. */
    public Head head() {
        try {
            String statusLine = line();
            var headers = new TreeMap<String, String>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return new Head(Integer.parseInt(statusLine.split(" ")[1]), headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the rest of an answer whose head was read. */
    public Body body(Head head) {
        var bytes = new ByteArrayOutputStream();
        try {
            if (head.headers().containsKey("content-length")) {
                int length = Integer.parseInt(head.headers().get("content-length"));
                bytes.writeBytes(in.readNBytes(length));
                return new Body(bytes.toByteArray(), bytes.size() == length);
            }
            while (true) {
                int size = Integer.parseInt(line().strip(), 16);
                byte[] chunk = in.readNBytes(size);
                bytes.writeBytes(chunk);
                if (chunk.length < size) {
                    return new Body(bytes.toByteArray(), false);
                }
                line();
                if (size == 0) {
                    return new Body(bytes.toByteArray(), true);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // The connection ended in the middle of a chunk or of its size.
            return new Body(bytes.toByteArray(), false);
        }
    }

    /** The port of this end of the connection. */
    public int port() {
        return socket.getLocalPort();
    }

    /**
     * Reads the rest of an answer of known length slowly, and keeps nothing of it.
     *
     * @return whether it is these bytes, all of them
     */
    public boolean isServed(Head head, byte[] expected, int pieceBytes, int pauseMilliseconds) {
        if (head.status() != 200 || !head.headers().get("content-length").equals(String.valueOf(expected.length))) {
            return false;
        }
        byte[] piece = new byte[pieceBytes];
        try {
            for (int done = 0; done < expected.length; done += pieceBytes) {
                int count = in.readNBytes(piece, 0, Math.min(pieceBytes, expected.length - done));
                if (!Arrays.equals(piece, 0, count, expected, done, Math.min(expected.length, done + pieceBytes))) {
                    return false;
                }
                Thread.sleep(pauseMilliseconds);
            }
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Reads and forgets so many bytes of whatever comes. */
    public void skip(int bytes) {
        try {
            in.skipNBytes(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves as a closed browser tab does: with a reset. Only the first call counts. */
    @Override
    public void close() {
        if (socket.isClosed()) {
            return;
        }
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("connection ended in a line");
            }
            line.append((char) read);
        }
        return line.toString().stripTrailing();
    }
}
