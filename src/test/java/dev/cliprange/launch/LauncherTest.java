package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {

    private static final Path SOURCE = Path.of("src/main/java/dev/cliprange/launch/Launcher.java");
    private static final int CLASS_FILE_OF_JAVA_8 = 52;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "1.8.0_402, 8",
        "9, 9",
        "11.0.22, 11",
        "17.0.9+8, 17",
        "25, 25",
        "25-ea, 25",
        "25.0.1, 25",
        "26.0.0.1, 26"
    })
    void feature_ofAVersion_isItsFirstNumber(String version, int feature) {
        assertThat(Launcher.feature(version)).isEqualTo(feature);
    }

    @Test
    void tooOld_namesBothVersionsAndWhatToDo() {
        assertThat(Launcher.tooOld("17.0.9", "/usr/lib/jvm/java-17"))
                .isEqualTo("Cliprange cannot start: it needs Java 25 or newer, and this is Java 17.0.9"
                        + " (/usr/lib/jvm/java-17). Install Java 25, for example from https://adoptium.net, and run the jar"
                        + " with its 'java': /path/to/jdk-25/bin/java -jar cliprange.jar");
    }

    @Test
    void source_compilesForJava8_withoutAWarning() throws Exception {
        Path compiled = compile();

        assertThat(Files.readAllBytes(compiled)[7]).isEqualTo((byte) CLASS_FILE_OF_JAVA_8);
    }

    @Test
    void olderJava_printsTheParagraphAndEndsWith1() throws Exception {
        List<Path> older = olderJavas();
        assumeThat(older).as("an older Java on this machine").isNotEmpty();
        compile();

        Process process = new ProcessBuilder(
                        older.getFirst().toString(), "-cp", folder.toString(), Launcher.class.getName(), "--help")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output.strip().lines()).hasSize(1);
        assertThat(output).startsWith("Cliprange cannot start: it needs Java 25 or newer, and this is Java ");
    }

    /** Java as installed by the packages of Linux distributions. */
    private static List<Path> olderJavas() throws Exception {
        Path places = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(places)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(places)) {
            return homes.filter(home -> home.getFileName().toString().matches("java-(1\\.)?(8|9|1[0-9]|2[0-4])[.-].*"))
                    .map(home -> home.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private Path compile() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var output = new java.io.ByteArrayOutputStream();
        int result = compiler.run(
                null,
                output,
                output,
                "--release",
                "8",
                "-Xlint:all,-options",
                "-Werror",
                "-proc:none",
                "-cp",
                folder + File.pathSeparator,
                "-d",
                folder.toString(),
                SOURCE.toString());
        assertThat(result).as(output.toString(StandardCharsets.UTF_8)).isZero();
        return folder.resolve("dev/cliprange/launch/Launcher.class");
    }
}
