package dev.cliprange.access.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PlaybackPropertiesTest {

    private static final String SECRET = "a secret of the tests, 32 bytes or more";

    @Test
    void defaults_areOpenAddresses() {
        PlaybackProperties properties = bind(Map.of());

        assertThat(properties.signed()).isFalse();
        assertThat(properties.keys()).isEmpty();
        assertThat(properties.expiresIn()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void environmentNames_areTakenOver() {
        PlaybackProperties properties = bind(Map.of(
                "CLIPRANGE_PLAYBACK_SIGNING_KEY", "k1",
                "CLIPRANGE_PLAYBACK_KEYS_K1", SECRET,
                "CLIPRANGE_PLAYBACK_EXPIRES_IN", "5m"));

        assertThat(properties.signed()).isTrue();
        assertThat(properties.keys()).containsExactly(Map.entry("k1", SECRET));
        assertThat(properties.expiresIn()).isEqualTo(Duration.ofMinutes(5));
        assertThat(properties.toString()).doesNotContain(SECRET);
    }

    @Test
    void signingKey_thatIsNoKey_isRefused() {
        assertThatThrownBy(() -> bind(Map.of("CLIPRANGE_PLAYBACK_SIGNING_KEY", "k1")))
                .isInstanceOf(BindException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    private static PlaybackProperties bind(Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment).bindOrCreate("cliprange.playback", PlaybackProperties.class);
    }
}
