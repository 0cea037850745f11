package dev.cliprange.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodecTest {

    @Test
    void commonName_everyCodec_isTheOneThatTheApiShows() {
        assertThat(VideoCodec.values())
                .extracting(Codec::commonName)
                .containsExactly("h264", "hevc", "vvc", "av1", "vp8", "vp9", "mpeg4");
        assertThat(AudioCodec.values())
                .extracting(Codec::commonName)
                .containsExactly("aac", "mp3", "ac3", "eac3", "opus", "flac", "alac", "pcm", "mp4a");
    }

    @Test
    void packetsEquallyLong_codecsWithVariablePackets_isFalse() {
        assertThat(AudioCodec.values())
                .filteredOn(codec -> !codec.packetsEquallyLong())
                .containsExactly(AudioCodec.OPUS, AudioCodec.FLAC, AudioCodec.PCM, AudioCodec.OTHER);
    }
}
