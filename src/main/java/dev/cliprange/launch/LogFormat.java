package dev.cliprange.launch;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How a line of the log is written. */
enum LogFormat {
    /** Plain text if standard output is a terminal, JSON otherwise. */
    AUTO,
    /** Plain text. */
    TEXT,
    /** One JSON object per line. */
    JSON;

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    boolean isJson() {
        return switch (this) {
            case AUTO -> !isTerminal();
            case TEXT -> false;
            case JSON -> true;
        };
    }

    /** Where the system does not show what standard output is, standard input must be a terminal too. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
        }
    }
}
