package dev.cliprange.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One server that sends clips of one source.
 *
 * @param server the name of the server and its configuration
 * @param access how the source is read: file, http, https or s3
 * @param length the length of the source, as reports show it
 * @param warmUp many short requests of the same kind, so that a JVM compiles the code
 */
record Contestant(String server, String access, String length, Run run, Run warmUp) {

    static final Run NO_WARM_UP = (connections, warmUp, window) -> Load.NOTHING;

    /** Sends clips on a number of connections for a time. */
    @FunctionalInterface
    interface Run {
        Load.Result at(int connections, Duration warmUp, Duration window) throws IOException, InterruptedException;
    }

    /**
     * Sends requests over HTTP.
     *
     * @param pids the server's processes, for their processor time
     */
    static Run load(int port, List<Long> pids, List<String> heads) {
        return (connections, warmUp, window) ->
                new Load(port, heads).run(connections, warmUp, window, () -> Usage.of(pids));
    }

    String name() {
        return name(server, access, length);
    }

    static String name(String server, String access, String length) {
        return access + ", " + length + ": " + server;
    }
}
