package dev.cliprange.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.OriginProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that must not run says why, and exits. */
class StartIT {

    private static final Duration LONGEST = Duration.ofSeconds(90);

    @Test
    void start_withoutAnApiKey_endsWithTheNameOfTheSettingAndNoStackTrace() {
        try (OriginProcess origin = OriginProcess.launch(Map.of("cliprange.api-key", ""))) {
            assertThat(origin.exitCode(LONGEST)).isEqualTo(1);
            assertThat(origin.log())
                    .containsOnlyOnce("CLIPRANGE_API_KEY")
                    .doesNotContain("MissingSettingException", "\\tat ", "\tat ", "stack_trace");
        }
    }
}
