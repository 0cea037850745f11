package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.PostgresBinaries;
import dev.cliprange.testing.TestFfmpeg;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the build of the image does with the packaged server before it is an image: it starts it on a database and a storage of this
 * machine and makes clips of both engines. At full size, it also writes the AOT cache.
 */
class ImageStageIT {

    private static final String SHORT = """
            set -euo pipefail
            . src/ops/image/stage
            build_stage
            start_origin -XX:TieredStopAtLevel=1 -jar "$0"
            await_ready
            for file in sample.mp4 sample.mkv; do curl -fsS -o /dev/null "$(make_clip $file 3.1 9.7)"; done
            stop_origin
            """;

    @Test
    void server_onTheStageOfTheImage_playsClips_andEndsInGoodOrder() throws Exception {
        Path jar = PackagedJar.path();
        for (String program : List.of("nginx", "curl", "setpriv")) {
            HostProgram.onPath(program);
        }
        Path binaries = PostgresBinaries.home(Path.of("target", "postgres"))
                .resolve("bin")
                .toAbsolutePath();
        assumeTrue(!isRoot() || isRunByNobody(binaries.resolve("initdb")), "another user may not read the checkout");
        List<String> command = Boolean.getBoolean("cliprange.full")
                ? List.of(
                        "bash",
                        "src/ops/image/train",
                        jar.toString(),
                        Files.createTempDirectory("cliprange-aot")
                                .resolve("cache")
                                .toString())
                : List.of("bash", "-c", SHORT, jar.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("POSTGRES_BINARIES", binaries.toString());
        builder.environment().put("POSTGRES_ACCOUNT", "65534");
        builder.environment().put("FFMPEG", TestFfmpeg.path().toString());
        builder.environment()
                .put(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());

        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static boolean isRunByNobody(Path program) {
        return HostProgram.onPath("setpriv")
                        .run("--reuid=65534", "--regid=65534", "--clear-groups", program.toString(), "--version")
                        .exitCode()
                == 0;
    }
}
