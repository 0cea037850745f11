package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.packaging.playlist.StreamFile.Kind;
import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.testing.HlsPlaylist.Tag;
import dev.cliprange.testing.HlsPresentationRules;
import dev.cliprange.testing.HlsRules;
import dev.cliprange.timeline.Timescale;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HLS playlists: expected texts, the rules of RFC 8216, and sums. */
class HlsPlaylistsTest {

    static Set<String> names() {
        return SampleStreams.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void playlists_ofEachStream_areTheExpectedTexts(String name) {
        GoldenFolder.assertEqual("hls/" + name, SampleStreams.files(stream(name)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void playlists_ofEachStream_followTheRfc(String name) {
        StreamDescription stream = stream(name);

        assertThat(HlsPresentationRules.check(SampleStreams.files(stream), SampleStreams.sizes(stream)))
                .isEmpty();
    }

    @Test
    void durations_thatAreNoWholeMicroseconds_addUpToTheWhole() {
        var segments = new ArrayList<MediaSegment>();
        for (int i = 0; i < 9_000; i++) {
            segments.add(new MediaSegment(36_000L * 30_000 + i * 100_100L, 100_100, 1));
        }
        // 100100 ticks of 29.97 times 7 are not a whole number of microseconds.
        var timescale = new Timescale(29_970 * 7);
        VideoRendition plain = SampleStreams.plain().video().getFirst();
        var stream = new StreamDescription(
                List.of(new VideoRendition(
                        "v",
                        plain.codecs(),
                        plain.width(),
                        plain.height(),
                        plain.frameRate(),
                        plain.videoRange(),
                        false,
                        new SegmentList(timescale, segments))),
                List.of());

        HlsPlaylist playlist = HlsPlaylist.parse(SampleStreams.files(stream).get("video/v/index.m3u8"));

        BigDecimal position = BigDecimal.ZERO;
        for (int i = 0; i < segments.size(); i++) {
            position = position.add(new BigDecimal(playlist.segments().get(i).durationText()));
            double exact = (i + 1) * 100_100.0 / timescale.ticksPerSecond();
            assertThat(position.doubleValue()).isBetween(exact - 0.000_000_6, exact + 0.000_000_6);
        }
    }

    @Test
    void targetDuration_halfSecond_isRoundedUp() {
        assertThat(HlsText.targetSeconds(4_500_000)).isEqualTo(5);
        assertThat(HlsText.targetSeconds(4_499_999)).isEqualTo(4);
        assertThat(HlsText.targetSeconds(1)).isEqualTo(1);
    }

    @Test
    void audioCodecs_withTheSameLanguages_areGroupsWithOneDefaultEach() {
        HlsPlaylist master = HlsPlaylist.parse(HlsPlaylists.master(SampleStreams.ladder()));

        assertThat(master.tags("EXT-X-MEDIA")
                        .filter(tag -> tag.attribute("DEFAULT").orElse("").equals("YES"))
                        .map(tag -> tag.quoted("GROUP-ID").orElse("") + " "
                                + tag.quoted("CHANNELS").orElse("")))
                .containsExactly("audio-1 2", "audio-2 6");
        assertThat(master.tags("EXT-X-STREAM-INF").map(HlsPlaylistsTest::codecs))
                .containsExactly(
                        "hvc1.2.4.L153.B0,mp4a.40.2",
                        "hvc1.2.4.L120.B0,mp4a.40.2",
                        "avc1.64001f,mp4a.40.2",
                        "hvc1.2.4.L153.B0,ec-3",
                        "hvc1.2.4.L120.B0,ec-3",
                        "avc1.64001f,ec-3");
    }

    @Test
    void audioCodecs_withOtherLanguages_areOneGroupWithTheCodecOfItsDefault() {
        HlsPlaylist master = HlsPlaylist.parse(HlsPlaylists.master(SampleStreams.mixedCodecs()));

        assertThat(master.tags("EXT-X-MEDIA").map(tag -> tag.quoted("GROUP-ID").orElse("")))
                .containsExactly("audio", "audio");
        assertThat(master.tags("EXT-X-STREAM-INF").map(HlsPlaylistsTest::codecs))
                .containsExactly("avc1.64001f,mp4a.40.2");
    }

    @Test
    void playlist_ofAnotherFormOrRenditionOrFile_isEmpty() {
        StreamDescription stream = SampleStreams.plain();

        assertThat(Map.of(
                        "copy", new StreamFile.Part(true, Kind.VIDEO, "avc1", Content.Named.PLAYLIST),
                        "rendition", new StreamFile.Part(false, Kind.VIDEO, "aac", Content.Named.PLAYLIST),
                        "init", new StreamFile.Part(false, Kind.VIDEO, "avc1", Content.Named.INIT),
                        "segment", new StreamFile.Part(false, Kind.VIDEO, "avc1", new Content.Segment(360_360)),
                        "audio", new StreamFile.Part(false, Kind.AUDIO, "aac", Content.Named.IFRAME_PLAYLIST),
                        "text", new StreamFile.Part(false, Kind.TEXT, "1", Content.Named.PLAYLIST),
                        "image", new StreamFile.Part(false, Kind.IMAGE, "tiles", Content.Named.IFRAME_PLAYLIST)))
                .allSatisfy((name, file) ->
                        assertThat(HlsPlaylists.playlist(stream, file)).as(name).isEmpty());
    }

    @Test
    void names_withWhatAPlaylistCannotContain_areMadeFit() {
        assertThat(RenditionNames.unique(List.of("a\"b", "a b", " a\n\u2028b ", "", "", "e\u0301")))
                .containsExactly("a b", "a b 2", "a b 3", "1", "2", "\u00e9");
        assertThat(HlsRules.check(HlsPlaylists.master(SampleStreams.ladder()))).isEmpty();
    }

    private static String codecs(Tag tag) {
        return tag.quoted("CODECS").orElse("");
    }

    private static StreamDescription stream(String name) {
        return SampleStreams.all().get(name);
    }
}
