package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** The npm package {@code hls-parser} in its strict mode, as a second opinion on playlists. */
public final class HlsParser {

    private static final String VERSION = "0.16.1";
    private static final Path FOLDER = Path.of("target", "hls-parser");
    private static final Path MODULE = FOLDER.resolve(Path.of("node_modules", "hls-parser", "index.js"));
    private static final Path SCRIPT =
            Path.of("src", "test", "resources", "dev", "cliprange", "testing", "hls-parser.cjs");

    private final HostProgram node;

    private HlsParser(HostProgram node) {
        this.node = node;
    }

    /** @throws TestAbortedException if Node.js or the package cannot be had; the test is then reported as skipped */
    public static HlsParser install() {
        new NpmPackage("hls-parser", VERSION, FOLDER).installed();
        return new HlsParser(HostProgram.onPath("node"));
    }

    /**
     * Returns what the parser reports, each with the path of the playlist; empty if it reports nothing.
     *
     * @param playlists texts by their paths
     */
    public List<String> check(Map<String, String> playlists) {
        try {
            Path folder = Files.createTempDirectory(FOLDER, "playlists");
            for (Map.Entry<String, String> playlist : playlists.entrySet()) {
                Path file = folder.resolve(playlist.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, playlist.getValue());
            }
            HostProgram.Run run =
                    node.run(SCRIPT.toString(), MODULE.toAbsolutePath().toString(), folder.toString());
            List<String> lines = run.output().lines().toList();
            if (run.exitCode() != 0 || !lines.contains("parsed " + playlists.size())) {
                throw new AssertionError("hls-parser did not run: " + run.output());
            }
            return lines.stream().filter(line -> !line.startsWith("parsed ")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
