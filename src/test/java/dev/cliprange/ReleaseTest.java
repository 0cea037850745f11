package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The workflows that build and publish, and the file that keeps versions new. */
class ReleaseTest {

    private static final Path WORKFLOWS = Path.of(".github", "workflows");

    @Test
    void release_ofATag_testsBuildsAndPublishesForBothMachines() throws IOException {
        Map<?, ?> release = workflow("release.yml");
        String text = Files.readString(WORKFLOWS.resolve("release.yml"));
        Map<?, ?> jobs = (Map<?, ?>) release.get("jobs");

        // YAML 1.1 reads the key "on" as true.
        assertThat(release.get(true)).isEqualTo(Map.of("push", Map.of("tags", List.of("v*"))));
        assertThat(((Map<?, ?>) jobs.get("image")).get("needs")).isEqualTo("verify");
        assertThat(((Map<?, ?>) jobs.get("publish")).get("needs")).isEqualTo("image");
        assertThat(text)
                .contains("linux/amd64", "linux/arm64", "bash .ci/run", "src/ops/image/smoke", "-amd64", "-arm64")
                .contains("VERSION=${{", "REVISION=${{");
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("ARG VERSION", "ARG REVISION");
    }

    @Test
    void workflows_pinTheirActions_andHaveOnlyTheRightsTheyNeed() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            for (Path file : files.toList()) {
                assertThat(Files.readAllLines(file))
                        .filteredOn(line -> line.contains("uses:"))
                        .isNotEmpty()
                        .allMatch(line -> line.matches(".*uses: [a-z-]+/[a-z-]+@v[0-9]+"));
                assertThat(workflow(file.getFileName().toString()).get("permissions"))
                        .isNotNull();
            }
        }
    }

    @Test
    void renovate_watchesEveryKindOfVersion() {
        JsonNode renovate = JsonMapper.builder()
                .build()
                .readTree(Path.of(".github", "renovate.json").toFile());

        assertThat(renovate.path("enabledManagers").valueStream().map(JsonNode::asString))
                .contains("maven", "maven-wrapper", "dockerfile", "docker-compose", "github-actions", "custom.regex");
    }

    /** A CDN speaks HTTP/3 to viewers; the libraries for it are large and would not be used. */
    @Test
    void classPath_hasNoHttp3() {
        assertThat(System.getProperty("java.class.path").split(":"))
                .hasSizeGreaterThan(100)
                .noneMatch(part -> part.matches(".*netty-codec-(http3|native-quic|classes-quic)[^/]*\\.jar"));
    }

    private static Map<?, ?> workflow(String name) throws IOException {
        return (Map<?, ?>) new Yaml().load(Files.readString(WORKFLOWS.resolve(name)));
    }
}
