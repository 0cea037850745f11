package dev.cliprange.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ApiKeyDigestTest {

    @Test
    void ofSetting_keyOrItsDigest_matchesTheKey() {
        var key = ApiKeyDigest.ofKey("open sesame, please");

        assertThat(ApiKeyDigest.ofSetting("open sesame, please").matches(key)).isTrue();
        assertThat(ApiKeyDigest.ofSetting("sha256:7b467437ad0215a143a8d995fea9a9e55d93a0c2ff3367e4a7990aec3f6fbd6b")
                        .matches(key))
                .isTrue();
        assertThat(ApiKeyDigest.ofSetting("open sesame, please ").matches(key)).isFalse();
    }

    @Test
    void ofSetting_brokenDigest_isRefused() {
        assertThatThrownBy(() -> ApiKeyDigest.ofSetting("sha256:41ef")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ApiKeyDigest.ofSetting("sha256:xyz")).isInstanceOf(IllegalArgumentException.class);
    }
}
