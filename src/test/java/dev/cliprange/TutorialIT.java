package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of README.md, as a reader pastes them. */
class TutorialIT {

    @TempDir
    private Path folder;

    @Test
    void firstClip_pastedTwice_downloadsTheSameClipBothTimes() throws IOException {
        HostProgram bash = HostProgram.onPath("bash");
        HostProgram.onPath("curl");
        HostProgram.onPath("jq");
        try (Origin origin = Origin.start(Map.of())) {
            origin.source(MediaMatrix.entry("avc-2997").file());
            Path script = Files.writeString(folder.resolve("tutorial.sh"), script(origin));

            HostProgram.Run first = bash.run(script.toString());
            byte[] clip = Files.readAllBytes(folder.resolve("clip.mp4"));
            Files.delete(folder.resolve("clip.mp4"));
            HostProgram.Run second = bash.run(script.toString());

            assertThat(first.exitCode()).as(first.output()).isZero();
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(clip).containsSequence("ftyp".getBytes(StandardCharsets.US_ASCII));
            assertThat(Files.readAllBytes(folder.resolve("clip.mp4"))).isEqualTo(clip);
            String id =
                    origin.client().get("/api/sources").body().at("/items/0/id").asString();
            assertThat(origin.client()
                            .get("/api/sources/" + id + "/clips")
                            .body()
                            .path("items"))
                    .hasSize(1);
        }
    }

    private String script(Origin origin) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("## A first clip"), readme.indexOf("## How it works"));
        assertThat(section)
                .doesNotContain("sed ")
                .contains("60.5", "00:01:05.250", "KEY=$(cat target/try-it/api-key)", "localhost:8080/api");
        return "set -euo pipefail\ncd " + folder + "\n"
                + section.lines()
                        .filter(line -> line.startsWith("    "))
                        .map(String::strip)
                        .collect(Collectors.joining("\n"))
                        .replace("$(cat target/try-it/api-key)", Origin.API_KEY)
                        // The video of the test is shorter than the sample.
                        .replace("60.5", "1.5")
                        .replace("00:01:05.250", "00:00:03.250")
                        .replace("localhost:8080", origin.base().getAuthority())
                + "\n";
    }
}
