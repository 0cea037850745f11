package dev.cliprange.ffmpeg.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FfmpegReleaseTest {

    @ParameterizedTest
    @CsvSource({
        "4.3.9, true",
        "4.2.7-0ubuntu0.1, true",
        "3.4.11-0+deb9, true",
        "n4.1, true",
        "0.8, true",
        "4.4, false",
        "4.4.2-0ubuntu0.22.04.1, false",
        "4.10, false",
        "5.1.9-0+deb12u1, false",
        "n6.0, false",
        "10.0, false",
        "N-109000-g1234567, false",
        "2024-01-01-git-1234567890-full_build, false",
        "git-2020-01-01-1234567, false"
    })
    void isTooOld_onlyAReleaseBefore44(String version, boolean tooOld) {
        assertThat(FfmpegRelease.isTooOld(version)).isEqualTo(tooOld);
    }
}
