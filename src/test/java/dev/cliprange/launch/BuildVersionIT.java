package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Version and commit of a running server. */
class BuildVersionIT {

    private static final BuildVersion BUILD = BuildVersion.read();

    @Test
    void info_hasVersionAndCommit() {
        JsonNode info = Origin.shared().management().get("/actuator/info").expect(200);

        assertThat(info.path("version").asString()).isEqualTo(BUILD.version());
        assertThat(info.path("commit").asString()).isEqualTo(BUILD.commit());
    }

    @Test
    void metrics_haveVersionAndCommit() {
        Origin origin = Origin.shared();

        byte[] body = origin.management()
                .play(origin.managementBase() + "/actuator/prometheus")
                .body();

        assertThat(new String(body, StandardCharsets.UTF_8).lines())
                .contains("cliprange_build_info{commit=\"" + BUILD.commit() + "\",version=\"" + BUILD.version()
                        + "\"} 1");
    }
}
