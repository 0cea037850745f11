package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel holds of a connection on this machine, by its own account. Linux only. */
public final class SocketQueues {

    private SocketQueues() {}

    /** Bytes on their way from a server's port to a client's, both on this machine: not yet acknowledged, or not yet read. */
    public static long bytesBetween(int serverPort, int clientPort) {
        return Stream.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))
                .filter(Files::exists)
                .flatMap(SocketQueues::lines)
                .mapToLong(line -> {
                    String[] words = line.strip().split("\\s+");
                    int local = port(words[1]);
                    int remote = port(words[2]);
                    String[] queues = words[4].split(":");
                    if (local == serverPort && remote == clientPort) {
                        return Long.parseLong(queues[0], 16);
                    }
                    return local == clientPort && remote == serverPort ? Long.parseLong(queues[1], 16) : 0;
                })
                .sum();
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }
}
