package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HlsParser;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** All expected playlists with an independent parser in its strict mode. */
class HlsParserIT {

    @Test
    void playlists_ofAllStreams_areAccepted() {
        var playlists = new TreeMap<String, String>();
        SampleStreams.all()
                .forEach((name, stream) ->
                        SampleStreams.files(stream).forEach((path, text) -> playlists.put(name + "/" + path, text)));
        SampleStreams.files(SampleStreams.sequence()).forEach((path, text) -> playlists.put("sequence/" + path, text));

        assertThat(playlists).hasSizeGreaterThan(30);
        assertThat(HlsParser.install().check(playlists)).isEmpty();
    }

    @Test
    void playlist_withAMistake_isReported() {
        String master = HlsPlaylists.master(SampleStreams.plain());

        assertThat(HlsParser.install()
                        .check(Map.of(
                                "a.m3u8",
                                master.replace("AUDIO=\"audio\"", "AUDIO=\"other\""),
                                "b.m3u8",
                                master.replace("#EXTM3U\n", ""),
                                "c.m3u8",
                                master)))
                .hasSize(2)
                .allMatch(line -> line.startsWith("a.m3u8: ") || line.startsWith("b.m3u8: "));
    }
}
