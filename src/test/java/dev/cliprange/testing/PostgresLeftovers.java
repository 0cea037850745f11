package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folders of servers that end with their JVM; one that was killed leaves its folder, and its server running in it. */
final class PostgresLeftovers {

    private static final Pattern FOLDER = Pattern.compile("server-(\\d+)-\\d+");

    private PostgresLeftovers() {}

    /** A name that says whose it is. */
    static Path folder(Path parent, int number) {
        return parent.resolve("server-" + ProcessHandle.current().pid() + "-" + number);
    }

    /** Stops the servers of JVMs that are gone and deletes their folders. */
    static void remove(Path parent) {
        if (Files.notExists(parent)) {
            return;
        }
        try (var folders = Files.list(parent)) {
            List<Path> left = folders.filter(PostgresLeftovers::isLeft).toList();
            for (Path folder : left) {
                if (Files.exists(folder.resolve("data").resolve("PG_VERSION"))) {
                    new PostgresProcess(Path.of("target", "postgres"), folder, 0, false, NotRoot.find()).stopLeftover();
                }
                TestFolders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLeft(Path folder) {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }
}
