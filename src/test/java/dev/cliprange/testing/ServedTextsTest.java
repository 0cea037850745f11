package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check of what servers have served finds mistakes. */
class ServedTextsTest {

    private static final String PLAYLIST = """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:4
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:4.000000,
            0.m4s
            #EXT-X-ENDLIST
            """;

    @Test
    void playlist_thatIsValid_hasNoProblem() {
        assertThat(ServedTexts.check(Map.of("http://a/b.m3u8", PLAYLIST))).isEmpty();
    }

    @Test
    void playlist_withASegmentThatIsTooLong_isReportedWithItsUrl() {
        assertThat(ServedTexts.check(Map.of("http://a/b.m3u8", PLAYLIST.replace("EXTINF:4", "EXTINF:5"))))
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("http://a/b.m3u8: "));
    }

    @Test
    void manifest_thatIsNone_isReported() {
        assertThat(DashSchema.load().check("<?xml version=\"1.0\"?><MPD/>")).isNotEmpty();
        assertThat(ServedTexts.check(Map.of("http://a/b.mpd", "<?xml version=\"1.0\"?><MPD/>")))
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("http://a/b.mpd: "));
    }
}
