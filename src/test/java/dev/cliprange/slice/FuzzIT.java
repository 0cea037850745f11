package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cliprange.index.PageFuzz;
import dev.cliprange.testing.JavaRun;
import dev.cliprange.testing.MediaMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jazzer, in a JVM of its own (its JUnit half wants an older JUnit): five seconds for each harness, ten minutes with
 * {@code -Dcliprange.full=true}. Its findings lie in {@code target/fuzz}; one that is mended moves to the resources of
 * {@code slice/fuzz-file} or {@code slice/fuzz-index}, and is tried again in each build.
 */
class FuzzIT {

    private static final Path CORPUS = Path.of(System.getProperty("cliprange.corpus", "../shared/media"));
    private static final Path MENDED = Path.of("src/test/resources/dev/cliprange/slice");
    private static final boolean FULL = Boolean.getBoolean("cliprange.full");
    private static final int SECONDS = FULL ? 600 : 5;
    private static final List<String> SMALL_SOURCES =
            List.of("avc-closed-gop", "avc-fragmented-sidx", "avc-partly-fragmented", "avc-opus", "avc-pcm-s16le");

    @TempDir
    private Path seeds;

    @ParameterizedTest
    @ValueSource(classes = {FileFuzz.class, PageFuzz.class})
    void harness_forItsTime_findsNothing(Class<?> harness, TestReporter report) throws IOException {
        for (Path source : sources()) {
            if (harness == FileFuzz.class) {
                FuzzSeeds.writeFile(source, seeds);
            } else {
                FuzzSeeds.writeIndex(source, seeds);
            }
        }
        Path findings = Files.createDirectories(Path.of("target", "fuzz"));

        List<String> lines = JavaRun.of(
                "com.code_intelligence.jazzer.Jazzer",
                List.of("-Xmx700m", "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED"),
                List.of(
                        "--target_class=" + harness.getName(),
                        "--instrumentation_includes=dev.cliprange.**",
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
                        "--reproducer_path=" + findings,
                        "-artifact_prefix=" + findings + "/",
                        "-max_total_time=" + SECONDS,
                        "-max_len=32768",
                        "-timeout=120",
                        // libFuzzer reads the peak of ru_maxrss, which a process inherits from the one that started it:
                        // the size of the test JVM. What the harnesses may hold is bounded by -Xmx.
                        "-rss_limit_mb=0",
                        "-print_final_stats=1",
                        seeds.toString()));

        List<String> executed = lines.stream()
                .filter(line -> line.startsWith("stat::number_of_executed_units"))
                .toList();
        assertThat(executed).hasSize(1);
        report.publishEntry(harness.getSimpleName(), executed.getFirst());
    }

    /** The seeds. Reading each large file of the corpus takes longer than the short form fuzzes. */
    private static List<Path> sources() throws IOException {
        if (!FULL || !Files.isDirectory(CORPUS)) {
            return SMALL_SOURCES.stream()
                    .map(name -> MediaMatrix.entry(name).file())
                    .toList();
        }
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("mendedFiles")
    void file_onceFound_isNoFindingAnyMore(Path input) {
        assertThatCode(() -> FileFuzz.fuzzerTestOneInput(Files.readAllBytes(input)))
                .doesNotThrowAnyException();
    }

    static Stream<Path> mendedFiles() throws IOException {
        return files(MENDED.resolve("fuzz-file"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("mendedIndexes")
    void index_onceFound_isNoFindingAnyMore(Path input) {
        assertThatCode(() -> PageFuzz.fuzzerTestOneInput(Files.readAllBytes(input)))
                .doesNotThrowAnyException();
    }

    static Stream<Path> mendedIndexes() throws IOException {
        return files(MENDED.resolve("fuzz-index"));
    }

    private static Stream<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void harness_ofAnIndexThatReadsBack_acceptsIt() {
        SourceFile source = SyntheticSourceFile.indexed();

        assertThatCode(() -> PageFuzz.fuzzerTestOneInput(PageFuzz.input(source.directory(), source.pageBytes())))
                .doesNotThrowAnyException();
    }
}
