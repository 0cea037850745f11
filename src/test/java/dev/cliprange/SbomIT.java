package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server is made of, as it says itself. */
class SbomIT {

    @Test
    void sbom_isServedBesideHealthAndMetrics_andNamesTheLibraries() {
        Origin origin = Origin.shared();

        byte[] body = origin.management()
                .play(origin.managementBase() + "/actuator/sbom/application")
                .body();

        JsonNode sbom = JsonMapper.builder().build().readTree(body);
        assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(sbom.path("components").findValuesAsString("purl"))
                .anyMatch(purl -> purl.startsWith("pkg:maven/io.netty/netty-handler@"))
                .noneMatch(purl -> purl.contains("junit"));
    }
}
