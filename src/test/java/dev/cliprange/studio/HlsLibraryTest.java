package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Digest;
import dev.cliprange.testing.NpmPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The one script of the studio that others wrote. */
class HlsLibraryTest {

    private static final Path FOLDER = Path.of("src/main/resources/studio/lib");
    private static final Pattern VERSION = Pattern.compile("^hls\\.js ([0-9.]+),");
    private static final Pattern HASH = Pattern.compile("(?m)^([0-9a-f]{64})  (\\S+)$");

    @Test
    void files_haveTheHashesOfTheNote() throws IOException {
        Map<String, String> written = new TreeMap<>();
        Matcher lines = HASH.matcher(note());
        while (lines.find()) {
            written.put(lines.group(2), lines.group(1));
        }

        Map<String, String> found = new TreeMap<>();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.filter(it -> !it.endsWith("hls.txt")).toList()) {
                found.put(
                        file.getFileName().toString(),
                        HexFormat.of().formatHex(Digest.sha256(Files.readAllBytes(file))));
            }
        }

        assertThat(found).hasSize(3).isEqualTo(written);
        assertThat(note()).contains("Apache License 2.0");
    }

    @Test
    void files_areThoseOfNpm() throws IOException {
        Matcher version = VERSION.matcher(note());
        assertThat(version.find()).isTrue();
        Path npm = new NpmPackage("hls.js", version.group(1), Path.of("target", "hls-js")).installed();

        assertThat(FOLDER.resolve("hls.min.mjs")).hasSameBinaryContentAs(npm.resolve("dist/hls.min.mjs"));
        assertThat(FOLDER.resolve("hls.worker.js")).hasSameBinaryContentAs(npm.resolve("dist/hls.worker.js"));
        assertThat(FOLDER.resolve("hls.LICENSE.txt")).hasSameBinaryContentAs(npm.resolve("LICENSE"));
    }

    private static String note() throws IOException {
        return Files.readString(FOLDER.resolve("hls.txt"));
    }
}
