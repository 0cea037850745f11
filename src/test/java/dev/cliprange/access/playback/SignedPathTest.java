package dev.cliprange.access.playback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedPathTest {

    private static final PlaybackPath MASTER = PlaybackPath.playlist(
            UUID.fromString("3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b"), PlaybackPath.HLS, "abcdefghijklmn27");

    private final PlaybackSignature signature =
            new PlaybackSignature(Map.of("2026.a", "a-secret-of-the-tests-0123456789abcdef"));

    @Test
    void parse_ofASignedPath_hasThePathAndTheSameSignatureAsAQuery() {
        String path = signature.signedPath(MASTER, 1_800_000_060, "2026.a");

        SignedPath signed = SignedPath.parse(path).orElseThrow();

        assertThat(signed.path()).isEqualTo(MASTER.format());
        assertThat(signed.query()).isEqualTo(signature.query(MASTER, 1_800_000_060, "2026.a"));
        assertThat(signature.check(signed.path(), signed.query(), Instant.ofEpochSecond(1_800_000_059)))
                .isEqualTo(PlaybackSignature.Verdict.VALID);
        assertThat(signature.check(signed.path(), signed.query(), Instant.ofEpochSecond(1_800_000_060)))
                .isEqualTo(PlaybackSignature.Verdict.EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/videos/clips/3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b/hls/abcdefghijklmn27/master.m3u8",
                "/videos/s/1.a/clips/x",
                "/videos/s/x.a.b/clips/x",
                "/videos/s/1.a.b",
                "/api/s/1.a.b/clips/x"
            })
    void parse_ofAnotherPath_isEmpty(String path) {
        assertThat(SignedPath.parse(path)).isEmpty();
    }
}
