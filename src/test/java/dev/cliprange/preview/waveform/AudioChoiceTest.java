package dev.cliprange.preview.waveform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.probe.ProbedSource;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.source.SourceMedia.Audio;
import dev.cliprange.source.SourceMedia.IgnoredTrack;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioChoiceTest {

    private static final String PCM = ProbedSource.NOT_CARRIED;

    @ParameterizedTest
    @CsvSource({"44100, 44100", "48000, 48000", "96000, 48000", "5512, 8000", "0, 48000"})
    void sampleRate_isThatOfTheTrack_withinLimits(int rate, int expected) {
        assertThat(AudioChoice.of(media(List.of(audio(rate))))).isEqualTo(new AudioChoice("0:a:0", expected));
    }

    /** FFmpeg counts ignored tracks too. */
    @Test
    void trackOfClips_isFoundAfterIgnoredOnes() {
        SourceMedia media = media(
                List.of(audio(48_000), audio(44_100)),
                new IgnoredTrack(0, "audio", "dts", "It cannot be read."),
                new IgnoredTrack(1, "subtitle", "tx3g", "It cannot be read."),
                new IgnoredTrack(3, "audio", "pcm_s16le", PCM));

        assertThat(AudioChoice.of(media)).isEqualTo(new AudioChoice("0:a:1", 48_000));
    }

    @Test
    void withoutTrackOfClips_theFirstThatARemuxEncodes() {
        SourceMedia media = media(
                List.of(),
                new IgnoredTrack(1, "audio", "dts", "It cannot be read."),
                new IgnoredTrack(2, "audio", "pcm_s16le", PCM));

        assertThat(AudioChoice.of(media)).isEqualTo(new AudioChoice("0:2", 48_000));
    }

    @Test
    void withoutAudio_itFails() {
        SourceMedia media = media(List.of(), new IgnoredTrack(1, "audio", "dts", "It cannot be read."));

        assertThatThrownBy(() -> AudioChoice.of(media))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("no audio");
    }

    private static SourceMedia media(List<Audio> audio, IgnoredTrack... ignored) {
        return new SourceMedia("matroska", null, audio, List.of(ignored), null);
    }

    private static Audio audio(int sampleRate) {
        return new Audio("aac", 2, sampleRate, "und");
    }
}
