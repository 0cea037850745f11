package dev.cliprange.access.playback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybackPathTest {

    private static final UUID CLIP = UUID.fromString("3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b");
    private static final String BASE = "/videos/clips/" + CLIP;
    private static final String VERSION = "abcdefghijklmn27";

    @Test
    void format_stream_isThePathOfTheContract() {
        assertThat(PlaybackPath.stream(CLIP, VERSION).format()).isEqualTo(BASE + "/stream/" + VERSION);
        assertThat(PlaybackPath.currentStream(CLIP)).isEqualTo(BASE + "/stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stream/" + VERSION,
                "/hls/" + VERSION + "/video/12.m4s",
                "/poster/" + VERSION + "-1500.jpg",
                "/storyboard/" + VERSION + ".jpg"
            })
    void parse_everyKind_formatsToTheSameText(String path) {
        assertThat(PlaybackPath.parse(BASE + path).orElseThrow().format()).isEqualTo(BASE + path);
    }

    @Test
    void parse_segment_namesClipKindVersionAndRest() {
        assertThat(PlaybackPath.parse(BASE + "/hls/" + VERSION + "/video/12.m4s"))
                .contains(new PlaybackPath(CLIP, "hls", VERSION, "/video/12.m4s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/STREAM/" + VERSION, "/stream/" + VERSION + "/../x", "//stream/" + VERSION})
    void parse_withoutVersionOrNotCanonical_isEmpty(String path) {
        assertThat(PlaybackPath.parse(BASE + path)).isEmpty();
    }
}
