package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Expected texts as files. {@code -Dcliprange.golden=write} writes what the code makes instead of comparing it; review the
 * difference before it is committed.
 */
final class GoldenFolder {

    private static final Path ROOT = Path.of("src", "test", "resources", "dev", "cliprange", "packaging", "playlist");
    private static final boolean WRITE = "write".equals(System.getProperty("cliprange.golden"));

    private GoldenFolder() {}

    /**
     * Compares all files of a folder.
     *
     * @param files by their paths below the folder
     */
    static void assertEqual(String folder, Map<String, String> files) {
        Path root = ROOT.resolve(folder);
        try {
            if (WRITE) {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Path path = root.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.writeString(path, file.getValue());
                }
            }
            assertThat(files).containsExactlyInAnyOrderEntriesOf(read(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> read(Path root) throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }
}
