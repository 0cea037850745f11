package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules find each mistake, and nothing in playlists that have none. */
class HlsRulesTest {

    private static final String MASTER = """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",LANGUAGE="en",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/1/index.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",LANGUAGE="de",NAME="Deutsch",DEFAULT=NO,AUTOSELECT=YES,CHANNELS="2",URI="audio/2/index.m3u8"
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="t",LANGUAGE="de",NAME="Deutsch",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="text/1/index.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=160000,AVERAGE-BANDWIDTH=144000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=25.000,VIDEO-RANGE=SDR,AUDIO="a",SUBTITLES="t",CLOSED-CAPTIONS=NONE
            video/1/index.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=160000,AVERAGE-BANDWIDTH=144000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=25.000,VIDEO-RANGE=SDR,AUDIO="a",SUBTITLES="t",CLOSED-CAPTIONS=NONE
            video/1/index.m3u8
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=800,AVERAGE-BANDWIDTH=400,CODECS="avc1.64001f",RESOLUTION=640x360,URI="video/1/iframes.m3u8"
            """;

    private static final String MEDIA = """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:4
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-START:TIME-OFFSET=1.5,PRECISE=YES
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:4.000000,
            0.m4s
            #EXTINF:1.000000,
            4.m4s
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="../2/init.mp4"
            #EXTINF:3.000000,
            5.m4s
            #EXT-X-ENDLIST
            """;

    private static final String I_FRAMES = """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:4
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-I-FRAMES-ONLY
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:4.000000,
            #EXT-X-BYTERANGE:400@24
            0.m4s
            #EXT-X-ENDLIST
            """;

    @Test
    void playlists_withoutMistakes_haveNoProblem() {
        assertThat(HlsRules.check(MASTER)).isEmpty();
        assertThat(HlsRules.check(MEDIA)).isEmpty();
        assertThat(HlsRules.check(I_FRAMES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            #EXTM3U                           | #M3U                        | 4.3.1.1
            :7                                | :6                          | own
            #EXT-X-INDEPENDENT-SEGMENTS       | #INDEPENDENT                | own
            #EXT-X-INDEPENDENT-SEGMENTS       | #EXT-X-ENDLIST              | 4.1
            #EXT-X-INDEPENDENT-SEGMENTS       | #EXT-X-VERSION:7            | 4.3.1.2
            NAME="English"                    | NAME="Deutsch"              | 4.3.4.1.1
            NAME="English"                    | NAME="A\u0308"              | 4.1
            NAME="English"                    | NAME="\u0085"               | 4.1
            NAME="English"                    | NAME=English                | 4.2
            NAME="English",                   |                             | 4.3.4.1
            LANGUAGE="en",NAME                | LANGUAGE="de",NAME          | 4.3.4.1.1
            LANGUAGE="en",                    | NAME="x",                   | 4.2
            LANGUAGE="en",                    | LANGUAGE="en",,             | 4.2
            DEFAULT=NO                        | DEFAULT=YES                 | 4.3.4.1.1
            DEFAULT=YES                       | DEFAULT=NO                  | own
            DEFAULT=YES,AUTOSELECT=YES        | DEFAULT=YES,AUTOSELECT=NO   | 4.3.4.1
            DEFAULT=YES                       | FORCED=NO,DEFAULT=YES       | 4.3.4.1
            FORCED=NO,URI="text/1/index.m3u8" | FORCED=NO                   | 4.3.4.1
            GROUP-ID="a",LANGUAGE="de"        | GROUP-ID="b",LANGUAGE="de"  | 4.3.4.1.1
            AUDIO="a"                         | AUDIO="b"                   | 4.3.4.2
            SUBTITLES="t"                     | SUBTITLES="s"               | 4.3.4.2
            CHANNELS="2",                     |                             | own
            BANDWIDTH=160000,AVERAGE-         | AVERAGE-                    | 4.3.4.2
            BANDWIDTH=160000                  | BANDWIDTH=1.5               | 4.2
            RESOLUTION=640x360                | RESOLUTION=640:360          | 4.2
            FRAME-RATE=25.000                 | FRAME-RATE=25.0000          | 4.2
            VIDEO-RANGE=SDR                   | VIDEO-RANGE=HDR             | 4.2
            VIDEO-RANGE=SDR,                  |                             | own
            ,CLOSED-CAPTIONS=NONE             |                             | own
            CODECS="avc1.64001f,mp4a.40.2",   |                             | own
            CODECS="avc1.64001f,mp4a.40.2"    | CODECS="mp4a.40.2"          | 4.3.4.2
            video/1/index.m3u8                | https://a/b.m3u8            | own
            video/1/index.m3u8                | /video/1/index.m3u8         | own
            ,URI="video/1/iframes.m3u8"       |                             | 4.3.4.3
            360,URI="video                    | 360,AUDIO="a",URI="video    | 4.3.4.3
            """)
    void master_withAMistake_hasAProblem(String right, @Nullable String wrong, String section) {
        assertFound(MASTER, right, wrong, section);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            #EXT-X-TARGETDURATION:4       | #EXT-X-TARGETDURATION:3                 | 4.3.3.1
            #EXT-X-TARGETDURATION:4       | #TARGET                                 | 4.3.3.1
            #EXT-X-TARGETDURATION:4       | #EXT-X-TARGETDURATION:4.0               | 4.3.3.1
            #EXT-X-MEDIA-SEQUENCE:0       | #EXT-X-PLAYLIST-TYPE:VOD                | 4.3.3
            #EXT-X-PLAYLIST-TYPE:VOD      | #EXT-X-PLAYLIST-TYPE:EVENT              | own
            #EXT-X-ENDLIST                | #END                                    | own
            TIME-OFFSET=1.5,              |                                         | 4.3.5.2
            TIME-OFFSET=1.5               | TIME-OFFSET=8.5                         | 4.3.5.2
            #EXTINF:4.000000,             | #NOTHING                                | 4.3.2.1
            #EXTINF:4.000000,             | #EXTINF:4.000000                        | 4.3.2.1
            #EXTINF:4.000000,             | #EXTINF:4,                              | own
            #EXTINF:1.000000,             | #EXTINF:0.000000,                       | own
            4.m4s                         | #                                       | 4.3.2
            4.m4s                         | 0.m4s                                   | own
            4.m4s                         | ../../../4 .m4s                         | own
            #EXT-X-MAP:URI="init.mp4"     | #MAP                                    | 3.3
            #EXT-X-MAP:URI="init.mp4"     | #EXT-X-MAP:BYTERANGE="1@0"              | 4.3.2.5
            #EXT-X-MAP:URI="../2/init.mp4" | #MAP                                   | own
            #EXT-X-DISCONTINUITY          | #NONE                                   | own
            #EXT-X-DISCONTINUITY          | #EXT-X-MEDIA-SEQUENCE:1                 | 4.3.3.2
            """)
    void media_withAMistake_hasAProblem(String right, @Nullable String wrong, String section) {
        assertFound(MEDIA, right, wrong, section);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            400@24                  | 400                   | 4.3.2.2
            400@24                  | 24-423                | 4.3.2.2
            #EXT-X-I-FRAMES-ONLY    | #IFRAMES              | own
            """)
    void iFrames_withAMistake_haveAProblem(String right, @Nullable String wrong, String section) {
        assertFound(I_FRAMES, right, wrong, section);
    }

    @Test
    void presentation_withoutMistakes_hasNoProblem() {
        assertThat(HlsPresentationRules.check(presentation("", ""), HlsRulesTest::size))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            BANDWIDTH=36000,AVERAGE   | BANDWIDTH=35999,AVERAGE   | 4.3.4.2
            BANDWIDTH=36000,AVERAGE   | BANDWIDTH=36010,AVERAGE   | 4.3.4.2
            AVERAGE-BANDWIDTH=32000   | AVERAGE-BANDWIDTH=31999   | 4.3.4.2
            audio/1/index             | audio/3/index             | own
            video/1/iframes           | video/1/index             | 4.3.4.3
            #EXT-X-START:TIME         | #START:TIME               | 4.3.5
            """)
    void presentation_withAMistake_hasAProblem(String right, @Nullable String wrong, String section) {
        assertThat(HlsPresentationRules.check(presentation(right, wrong), HlsRulesTest::size))
                .anyMatch(problem -> problem.startsWith(section + ": "));
    }

    @Test
    void presentation_withTwoTargetDurations_hasAProblem() {
        Map<String, String> files = new TreeMap<>(presentation("", ""));
        files.computeIfPresent(
                "audio/1/index.m3u8", (path, text) -> text.replace("TARGETDURATION:4", "TARGETDURATION:5"));

        assertThat(HlsPresentationRules.check(files, HlsRulesTest::size))
                .anyMatch(problem -> problem.startsWith("6.2.4: "));
    }

    /** The segment of 4 s has more bits a second than both together. */
    private static long size(String path) {
        return path.endsWith("/0.m4s") ? 9_000 : 1_000;
    }

    private static Map<String, String> presentation(String right, String wrong) {
        String master = """
                #EXTM3U
                #EXT-X-VERSION:7
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-START:TIME-OFFSET=1.5,PRECISE=YES
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/1/index.m3u8"
                #EXT-X-STREAM-INF:BANDWIDTH=36000,AVERAGE-BANDWIDTH=32000,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a",CLOSED-CAPTIONS=NONE
                video/1/index.m3u8
                #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=800,AVERAGE-BANDWIDTH=800,CODECS="avc1.64001f",URI="video/1/iframes.m3u8"
                """;
        String media = MEDIA.substring(0, MEDIA.indexOf("#EXT-X-DISCONTINUITY")) + "#EXT-X-ENDLIST\n";
        String iFrames = I_FRAMES.replace("#EXT-X-MAP", "#EXT-X-START:TIME-OFFSET=1.5,PRECISE=YES\n#EXT-X-MAP");
        return Map.of(
                "master.m3u8",
                master.replace(right, wrong),
                "video/1/index.m3u8",
                media,
                "video/1/iframes.m3u8",
                iFrames,
                "audio/1/index.m3u8",
                media);
    }

    private static void assertFound(String playlist, String right, @Nullable String wrong, String section) {
        assertThat(playlist).contains(right);
        String changed = playlist.replaceFirst(
                Pattern.quote(right), Matcher.quoteReplacement(Objects.requireNonNullElse(wrong, "")));

        assertThat(HlsRules.check(changed)).anyMatch(problem -> problem.startsWith(section + ": "));
    }
}
