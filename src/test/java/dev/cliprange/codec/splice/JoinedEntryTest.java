package dev.cliprange.codec.splice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.codec.AvcConfiguration;
import dev.cliprange.codec.HevcConfiguration;
import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.slice.SourceFile;
import dev.cliprange.slice.sequence.MediaAgreement;
import dev.cliprange.testing.MediaMatrix;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One sample entry for the samples of several files, and which files can be in one. */
class JoinedEntryTest {

    private static final long PAGE_US = 60_000_000;

    @Test
    void of_equalEntries_isTheFirstWithoutPrefixes() {
        SampleEntry entry = entry("avc-closed-gop");

        JoinedEntry joined = JoinedEntry.of(List.of(entry, entry("avc-closed-gop")));

        assertThat(joined.entry()).isSameAs(entry);
        assertThat(joined.prefixes()).hasSize(2).allMatch(prefix -> prefix.length == 0);
    }

    @Test
    void of_avcWithTheSameIds_putsTheSetsOfEachFileIntoItsSamples() {
        List<SampleEntry> entries = List.of(entry("avc-closed-gop"), entry("avc-no-b-frames"));

        JoinedEntry joined = JoinedEntry.of(entries);

        assertThat(joined.entry().type()).isEqualTo(FourCc.of("avc3"));
        assertThat(joined.entry().format().codecString()).startsWith("avc3.");
        for (int i = 0; i < 2; i++) {
            AvcConfiguration own = AvcConfiguration.of(entries.get(i));
            assertThat(units(joined.prefixes().get(i), own.lengthBytes()))
                    .containsExactlyElementsOf(Stream.concat(own.sps().stream(), own.pps().stream())
                            .toList());
        }
    }

    @Test
    void of_hevcWithTheSameIds_putsTheSetsOfEachFileIntoItsSamples() {
        List<SampleEntry> entries = List.of(entry("hevc-hvc1"), entry("hevc-10-bit"));

        JoinedEntry joined = JoinedEntry.of(entries);

        assertThat(joined.entry().type()).isEqualTo(FourCc.of("hev1"));
        for (int i = 0; i < 2; i++) {
            HevcConfiguration own = HevcConfiguration.of(entries.get(i));
            assertThat(units(joined.prefixes().get(i), own.lengthBytes()))
                    .containsExactlyElementsOf(
                            Stream.of(HevcConfiguration.VPS, HevcConfiguration.SPS, HevcConfiguration.PPS)
                                    .flatMap(type -> own.sets(type).stream())
                                    .toList());
        }
    }

    @Test
    void difference_namesWhatDiffers() {
        assertThat(difference("avc-closed-gop", "avc-no-b-frames")).isEmpty();
        assertThat(difference("avc-closed-gop", "avc-422")).contains("chroma format");
        assertThat(difference("avc-closed-gop", "hevc-hvc1")).contains("instead of");
        assertThat(difference("avc-closed-gop", "avc-portrait")).contains("rotated by");
        assertThat(difference("avc-closed-gop", "avc-three-audio"))
                .contains("3 audio tracks instead of one audio track");
        assertThat(difference("avc-closed-gop", "avc-silent")).contains("no audio instead of one audio track");
    }

    /** Returns an empty text if both agree. */
    private static String difference(String expected, String other) {
        return MediaAgreement.difference(
                        source(expected).directory().tracks(),
                        source(other).directory().tracks())
                .orElse("");
    }

    private static SampleEntry entry(String name) {
        return source(name).directory().tracks().getFirst().entries().getFirst();
    }

    private static SourceFile source(String name) {
        return SourceFile.index(MediaMatrix.entry(name).file(), PAGE_US);
    }

    private static List<byte[]> units(byte[] prefix, int lengthBytes) {
        return NalUnits.of(ByteBuffer.wrap(prefix), lengthBytes).stream()
                .map(NalUnits::bytes)
                .toList();
    }
}
