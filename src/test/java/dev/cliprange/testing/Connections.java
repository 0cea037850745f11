package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The connections of this machine, as the kernel lists them. Linux only. */
public final class Connections {

    /** ESTABLISHED, and CLOSE_WAIT: the server has ended its side, the client has not. */
    private static final Set<String> HELD = Set.of("01", "08");

    private Connections() {}

    /** The number of connections to a server's port that their clients still hold. */
    public static long to(int serverPort) {
        String suffix = ":%04X".formatted(serverPort);
        return Stream.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))
                .filter(Files::exists)
                .flatMap(Connections::lines)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[2].endsWith(suffix) && HELD.contains(words[3]))
                .count();
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
