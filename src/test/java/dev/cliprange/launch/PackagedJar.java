package dev.cliprange.launch;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jar that the build has just made. Tests are skipped where there is none, or only an older one. */
final class PackagedJar {

    private PackagedJar() {}

    static Path path() throws IOException {
        Path source = Path.of("src/main/java/dev/cliprange/launch/Launcher.java");
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches("cliprange-.*\\.jar"))
                    .filter(file -> isNewer(file, source))
                    .toList();
            assumeThat(jars).as("a jar of this build").hasSize(1);
            return jars.getFirst();
        }
    }

    private static boolean isNewer(Path file, Path source) {
        return file.toFile().lastModified() > source.toFile().lastModified();
    }
}
