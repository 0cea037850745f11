package dev.cliprange.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.codec.TextCodec;
import dev.cliprange.index.TextIndex.TextSpan;
import dev.cliprange.index.TextIndex.TextTrack;
import dev.cliprange.timeline.TimeRange;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextIndexTest {

    private static final TextIndex INDEX = new TextIndex(List.of(
            new TextTrack(
                    TextCodec.TX3G,
                    "eng",
                    List.of(
                            new TextSpan(0, 1_000_000, 0, 5_000_000_000L, 12),
                            new TextSpan(1_000_000, 2_500_000, 0, 4_000, 30),
                            new TextSpan(36_000_000_000L, 36_000_000_001L, -80_000, 6_000_000_000L, 1 << 20))),
            new TextTrack(TextCodec.STPP, "und", List.of())));

    @Test
    void encode_thenDecode_isTheSame() {
        assertThat(TextIndex.decode(INDEX.encode())).isEqualTo(INDEX);
        assertThat(TextIndex.decode(TextIndex.NONE.encode())).isEqualTo(TextIndex.NONE);
    }

    @Test
    void decode_ofBytesThatWereChanged_isRejectedOrHarmless() {
        byte[] bytes = INDEX.encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> TextIndex.decode(cut)).isInstanceOf(MalformedIndexException.class);
        }
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x55;
            try {
                TextIndex.decode(changed)
                        .tracks()
                        .forEach(track -> assertThat(track.samples())
                                .allMatch(sample -> sample.endUs() > sample.startUs() && sample.offsetBytes() >= 0));
            } catch (MalformedIndexException expected) {
                assertThat(expected).hasMessageContaining(" ");
            }
        }
    }

    @Test
    void in_returnsWhatIsShownInTheRange() {
        List<TextSpan> samples = INDEX.tracks().getFirst().samples();

        assertThat(INDEX.tracks().getFirst().in(new TimeRange(999_999, 1_000_000)))
                .containsExactly(samples.getFirst());
        assertThat(INDEX.tracks().getFirst().in(new TimeRange(999_999, 1_000_001)))
                .containsExactly(samples.get(0), samples.get(1));
        assertThat(INDEX.tracks().getFirst().in(new TimeRange(2_500_000, 36_000_000_000L)))
                .isEmpty();
    }
}
