package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The jar that the build has just made. It is skipped where there is none, or only an older one. */
class PackagedLauncherIT {

    private static final int CLASS_FILE_OF_JAVA_8 = 52;
    private static final String CLASS = Launcher.class.getName().replace('.', '/') + ".class";

    @Test
    void jar_beginsWithALauncherForJava8() throws IOException {
        try (var jar = new JarFile(PackagedJar.path().toFile())) {
            var manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Main-Class")).isEqualTo(Launcher.class.getName());
            assertThat(manifest.getValue("Start-Class")).isEqualTo(Launcher.class.getName());
            assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            for (String place : List.of(CLASS, "BOOT-INF/classes/" + CLASS)) {
                try (var in = jar.getInputStream(Objects.requireNonNull(jar.getEntry(place), place))) {
                    assertThat(in.readNBytes(8)[7]).as(place).isEqualTo((byte) CLASS_FILE_OF_JAVA_8);
                }
            }
        }
    }

    @Test
    void jar_runsItsCommands_andKnowsItsVersion() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        PackagedJar.path().toString(),
                        "--version",
                        "--cliprange.ffmpeg.path=/nonexistent/ffmpeg")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(process.waitFor()).isZero();
        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst()).matches("Cliprange \\d+\\.\\d+\\.\\d+\\S* \\(commit \\S+\\)");
    }
}
