package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OracleTest {

    @Test
    void frames_rate2997_areAtExactMultiplesOf1001Ticks() {
        List<Frame> frames = Oracle.frames(MediaMatrix.entry("avc-2997").file()).orElseThrow();

        assertThat(frames)
                .extracting(Frame::presentationTicks)
                .containsExactlyElementsOf(
                        IntStream.range(0, 240).mapToObj(i -> i * 1001L).toList());
        assertThat(frames.get(1).presentationUs())
                .as("rounded down from 33366.7")
                .isEqualTo(33_366);
    }

    @Test
    void pictures_editListIgnored_beginAtTheSyncSampleBeforeTheEdit() {
        Path cut = MediaMatrix.entry("avc-edit-mid-gop").file();
        Path whole = MediaMatrix.entry("avc-closed-gop").file();

        var shown = Oracle.pictures(cut, Oracle.Edits.HONOURED).orElseThrow().frames();
        var stored = Oracle.pictures(cut, Oracle.Edits.IGNORED).orElseThrow().frames();

        var source = Oracle.frames(whole).orElseThrow().stream().map(Frame::md5).toList();
        assertThat(shown).extracting(Frame::md5).containsExactlyElementsOf(source.subList(83, 200));
        assertThat(stored).extracting(Frame::md5).containsExactlyElementsOf(source.subList(50, 200));
    }

    @Test
    void pcm_losslessAndPlain_areTheSameSampleForSample() {
        Pcm flac = Oracle.pcm(MediaMatrix.entry("avc-flac").file(), 0).orElseThrow();
        Pcm plain = Oracle.pcm(MediaMatrix.entry("avc-pcm-s24le").file(), 0).orElseThrow();

        assertThat(flac.startSample()).isZero();
        assertThat(flac.sampleRate()).isEqualTo(48_000);
        assertThat(flac.channels()).isEqualTo(2);
        float[] one = flac.window(1000, 200_000);
        assertThat(Pcm.peakDifference(one, plain.window(1000, 200_000))).isZero();
        assertThat(Pcm.peakDifference(one, plain.window(1001, 200_001)))
                .as("one sample off")
                .isGreaterThan(0.01f);
    }

    @Test
    void pcm_longPriming_beginsAtZeroFourPacketsIn() {
        Pcm primed = Oracle.pcm(MediaMatrix.entry("avc-long-priming").file(), 0).orElseThrow();
        Pcm plain = Oracle.pcm(MediaMatrix.entry("avc-closed-gop").file(), 0).orElseThrow();

        assertThat(primed.startSample()).isZero();
        assertThat(Pcm.peakDifference(primed.window(0, 48_000), plain.window(4096, 52_096)))
                .isLessThan(1e-6f);
    }

    @Test
    void facts_editMidGop_sayWhatIsShown() {
        Path cut = MediaMatrix.entry("avc-edit-mid-gop").file();

        Mp4Facts facts = Mp4Facts.of(cut);

        assertThat(facts.boxes()).containsExactly("ftyp", "free", "mdat", "moov");
        Mp4Facts.Track video = facts.firstTrack("vide");
        assertThat(video.sampleEntry()).isEqualTo("avc1");
        assertThat(video.edits()).hasSize(1);
        assertThat(video.durationUs()).isEqualTo(video.editEndUs()).isBetween(4_680_000L, 4_691_000L);
        assertThat(facts.firstTrack("soun").timescale().ticksPerSecond()).isEqualTo(48_000);
    }

    @Test
    void pictures_notAMediaFile_isAnError() {
        assertThatThrownBy(() -> Oracle.frames(Path.of("pom.xml")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Invalid data");
    }
}
