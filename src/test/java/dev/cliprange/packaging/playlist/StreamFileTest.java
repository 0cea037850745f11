package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.access.playback.PlaybackPath;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFileTest {

    private static final String STREAM = "/videos/clips/0b0f5c1e-0000-4000-8000-000000000001/hls/abcdefgh234567ab/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "master.m3u8",
                "video/1080p/index.m3u8",
                "video/1080p/iframes.m3u8",
                "video/1080p/init.mp4",
                "video/1080p/0.m4s",
                "copy/video/1080p/1296000000000.m4s",
                "audio/aac-eng_2/index.m3u8",
                "audio/1/init.mp4",
                "copy/audio/1/512.m4s",
                "text/1/index.m3u8",
                "copy/text/1/cues.vtt",
                "image/tiles/iframes.m3u8"
            })
    void path_thatIsFormatted_isParsedAndIsAPlaybackPath(String path) {
        assertThat(StreamFile.parse(path).map(StreamFile::path)).contains(path);
        assertThat(PlaybackPath.parse(STREAM + path).map(PlaybackPath::rest)).contains("/" + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/master.m3u8",
                "copy/master.m3u8",
                "video/index.m3u8",
                "video/1080P/index.m3u8",
                "video/-/index.m3u8",
                "video//index.m3u8",
                "video/1080p/",
                "video/1080p/01.m4s",
                "video/1080p/-1.m4s",
                "video/1080p/12345678901234567890.m4s",
                "video/1080p/cues.vtt",
                "audio/1/iframes.m3u8",
                "text/1/0.m4s",
                "text/1/init.mp4",
                "image/1/index.m3u8",
                "copy/copy/video/1/index.m3u8",
                "video/1080p/index.m3u8\n",
                "other/1/index.m3u8"
            })
    void path_thatNoStreamHas_isEmpty(String path) {
        assertThat(StreamFile.parse(path)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a/b", "a.b", ".."})
    void rendition_thatDoesNotFitAPath_isRejected(String id) {
        assertThatThrownBy(() -> StreamFile.checkId(id)).isInstanceOf(IllegalArgumentException.class);
    }
}
