package dev.cliprange.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ApiKeyDigestTest {

    @Test
    void ofSetting_keyOrItsDigest_matchesTheKey() {
        var key = ApiKeyDigest.ofKey("open sesame");

        assertThat(ApiKeyDigest.ofSetting("open sesame").matches(key)).isTrue();
        assertThat(ApiKeyDigest.ofSetting("sha256:41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb")
                        .matches(key))
                .isTrue();
        assertThat(ApiKeyDigest.ofSetting("open sesame ").matches(key)).isFalse();
    }

    @Test
    void ofSetting_brokenDigest_isRefused() {
        assertThatThrownBy(() -> ApiKeyDigest.ofSetting("sha256:41ef")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ApiKeyDigest.ofSetting("sha256:xyz")).isInstanceOf(IllegalArgumentException.class);
    }
}
