package dev.cliprange.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * One way to serve one source's clips.
 *
 * @param server which way
 * @param access how the source is read: file, http, https
 * @param length of the source, as a reader calls it
 * @param warmUp many short requests of the same kind, for compilers that count them
 */
record Contestant(String server, String access, String length, Run run, Run warmUp) {

    /** Serves clips to so many connections for a while. */
    @FunctionalInterface
    interface Run {
        Load.Result at(int connections, Duration warmUp, Duration window) throws IOException, InterruptedException;
    }

    String name() {
        return name(server, access, length);
    }

    static String name(String server, String access, String length) {
        return access + ", " + length + ": " + server;
    }
}
