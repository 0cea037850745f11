package dev.cliprange.access.playback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
                .contains(new PlaybackPath(PlaybackPath.Subject.CLIP, CLIP, "hls", VERSION, "/video/12.m4s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/master.m3u8", "/manifest.mpd", "/video/source/index.m3u8", "/12/video/source/1001.m4s"})
    void parse_fileOfASequence_namesSequenceVersionAndRest(String rest) {
        String path = "/videos/sequences/" + CLIP + "/" + VERSION + rest;

        assertThat(PlaybackPath.parse(path))
                .contains(new PlaybackPath(PlaybackPath.Subject.SEQUENCE, CLIP, "", VERSION, rest));
        assertThat(PlaybackPath.parse(path).orElseThrow().format()).isEqualTo(path);
        String stream = "/videos/sequences/" + CLIP + "/stream/" + VERSION;
        assertThat(PlaybackPath.parse(stream).orElseThrow().kind()).isEqualTo("stream");
        assertThat(PlaybackPath.parse(stream).orElseThrow().format()).isEqualTo(stream);
    }

    /** One signature opens a sequence, and no clip. */
    @Test
    void signed_ofASequence_isItsIdAndVersion() {
        String version = "abcdefghijklmnop";

        assertThat(PlaybackPath.sequence(CLIP, PlaybackPath.DASH, version).format())
                .isEqualTo("/videos/sequences/" + CLIP + "/" + version + "/manifest.mpd");
        assertThat(List.of("/master.m3u8", "/0/audio/1/init.mp4"))
                .allSatisfy(rest -> assertThat(PlaybackPath.parse("/videos/sequences/" + CLIP + "/" + version + rest)
                                .orElseThrow()
                                .signed())
                        .isEqualTo("/videos/sequences/" + CLIP + "/" + version));
        assertThat(PlaybackPath.stream(CLIP, version).signed()).isEqualTo("/videos/clips/" + CLIP + "/" + version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hls/" + VERSION + "/master.m3u8",
                "/master.m3u8",
                "/ABCDEFGHIJKLMN27/master.m3u8",
                "/" + VERSION + "/../x",
                "/" + VERSION + "//master.m3u8"
            })
    void parse_sequenceInAnotherForm_isEmpty(String path) {
        assertThat(PlaybackPath.parse("/videos/sequences/" + CLIP + path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/STREAM/" + VERSION, "/stream/" + VERSION + "/../x", "//stream/" + VERSION})
    void parse_withoutVersionOrNotCanonical_isEmpty(String path) {
        assertThat(PlaybackPath.parse(BASE + path)).isEmpty();
    }
}
