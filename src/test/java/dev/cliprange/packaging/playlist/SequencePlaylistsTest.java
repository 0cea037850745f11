package dev.cliprange.packaging.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.packaging.playlist.SequenceDescription.Part;
import dev.cliprange.testing.HlsPlaylist;
import dev.cliprange.testing.HlsPresentationRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several clips in one playlist. */
class SequencePlaylistsTest {

    @Test
    void sequence_ofClips_hasTheExpectedTexts() {
        GoldenFolder.assertEqual("hls/sequence", SampleStreams.files(SampleStreams.sequence()));
    }

    @Test
    void sequence_ofClips_followsTheRfc() {
        SequenceDescription sequence = SampleStreams.sequence();

        assertThat(HlsPresentationRules.check(SampleStreams.files(sequence), SampleStreams.sizes(sequence)))
                .isEmpty();
    }

    @Test
    void discontinuities_areInThePlaylistOfEachTrackAtTheSameClips() {
        SampleStreams.files(SampleStreams.sequence()).forEach((path, text) -> {
            if (!path.equals("master.m3u8")) {
                HlsPlaylist playlist = HlsPlaylist.parse(text);
                assertThat(playlist.tags("EXT-X-DISCONTINUITY")).as(path).hasSize(2);
                assertThat(playlist.segments())
                        .as(path)
                        .allSatisfy(segment ->
                                assertThat(segment.uri()).startsWith("../../" + segment.discontinuities() + "/"));
            }
        });
    }

    @Test
    void parts_withOtherTracks_areRejected() {
        StreamDescription plain = SampleStreams.plain();

        for (StreamDescription other :
                List.of(SampleStreams.videoOnly(), SampleStreams.audioOnly(), SampleStreams.mixedCodecs())) {
            assertThatThrownBy(() -> new SequenceDescription(List.of(new Part("0/", plain), new Part("1/", other))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("part 1: ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "avc1.64001f, avc1.640028, avc1.640028",
        "avc1.4d4028, avc1.64001f, avc1.4d4028",
        "avc1.4d001f, avc1.64001f, avc1.64001f",
        "hvc1.1.6.L93.B0, hvc1.1.6.L120.B0, hvc1.1.6.L120.B0",
        "hvc1.2.4.H153.B0, hev1.1.6.L93.90, hvc1.2.4.H153.B0",
        "av01.0.08M.08, av01.0.12M.08, av01.0.12M.08",
        "vp09.00.10.08, vp09.00.41.08, vp09.00.41.08",
        "mp4a.40.2, mp4a.40.29, mp4a.40.29",
        "Opus, Opus, Opus"
    })
    void codecs_ofTwoParts_haveTheHigherLevel(String first, String second, String highest) {
        assertThat(Codecs.highest(List.of(first, second))).isEqualTo(highest);
        assertThat(Codecs.highest(List.of(second, first))).isEqualTo(highest);
        assertThat(Codecs.family(first)).isEqualTo(Codecs.family(second));
    }
}
