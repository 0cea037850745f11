package dev.cliprange.slice.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.timeline.Timescale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FilledAudioTest {

    private static final SilenceFormat AAC = new SilenceFormat(AudioCodec.AAC, 48_000, 2, 1_024, new Timescale(48_000));

    @Test
    void withoutGap_hasNoSilence() {
        assertThat(packets(samples(0, 1_024, 2_048, 3_072), 0, 3_072, 0, 3)).containsExactly("0@0", "1@1024", "2@2048");
    }

    @Test
    void gap_isFilledUpToTheNextPacket() {
        // A gap of 2.4 packets after the first one: the last silent packet is longer.
        assertThat(packets(samples(0, 3_482, 4_506, 5_530), 0, 5_530, 0, 3))
                .containsExactly("0@0", "silent@1024", "silent@2048", "1@3482", "2@4506");
    }

    @Test
    void gapShorterThanHalfAPacket_staysAsItIs() {
        assertThat(packets(samples(0, 1_500, 2_524), 0, 2_524, 0, 2)).containsExactly("0@0", "1@1500");
    }

    @Test
    void segment_beforeTheFirstPacketAndAfterTheLastOne_isFilled() {
        assertThat(packets(samples(10_000, 11_024), 8_000, 13_100, 0, 1))
                .containsExactly("silent@8000", "silent@9024", "0@10000", "silent@11024", "silent@12048");
    }

    /** A file may say that only a part of the last packet is heard, but a decoder returns all of it. */
    @Test
    void lastPacketWithAShortDuration_isWhole() {
        assertThat(packets(samples(0, 1_024, 1_146), 0, 4_096, 0, 2))
                .containsExactly("0@0", "1@1024", "silent@2048", "silent@3072");
    }

    @Test
    void segmentWithoutPackets_isSilent() {
        assertThat(packets(samples(10_000, 11_024), 0, 3_000, 0, 0))
                .containsExactly("silent@0", "silent@1024", "silent@2048");
    }

    /** Packets of 21.33 ms are 21 or 22 ticks of a coarse timescale. */
    @Test
    void coarseTimescale_isNoGap_andSilenceDoesNotDrift() {
        var coarse = new SilenceFormat(AudioCodec.AAC, 48_000, 2, 1_024, new Timescale(1_000));
        var found = new ArrayList<String>();
        TrackSamples samples = samples(0, 21, 43, 64);

        new FilledAudio(coarse, samples)
                .pass(new SegmentSpan(0, 85_397, 0, 3, 1, false, 0, Optional.empty()), sink(found));

        assertThat(found.subList(0, 4)).containsExactly("0@0", "1@21", "2@43", "silent@64");
        assertThat(found).hasSize(3 + 4_000);
        assertThat(found.getLast()).isEqualTo("silent@" + (64 + 85_312));
    }

    /** The duration of a packet of Opus is not known from the index: up to 120 ms it may be heard as a whole. */
    @Test
    void opus_gapsAreLongerThanAnyPacket() {
        var opus = new SilenceFormat(AudioCodec.OPUS, 48_000, 2, 960, new Timescale(48_000));
        var found = new ArrayList<String>();
        TrackSamples samples = samples(0, 5_760, 12_480, 13_440);

        new FilledAudio(opus, samples)
                .pass(new SegmentSpan(0, 13_440, 0, 3, 1, false, 0, Optional.empty()), sink(found));

        assertThat(found)
                .containsExactly(
                        "0@0",
                        "1@5760",
                        "silent@6720",
                        "silent@7680",
                        "silent@8640",
                        "silent@9600",
                        "silent@10560",
                        "silent@11520",
                        "2@12480");
    }

    private static List<String> packets(TrackSamples samples, long from, long to, long first, long end) {
        var found = new ArrayList<String>();
        var filled = new FilledAudio(AAC, samples);
        filled.pass(new SegmentSpan(from, to, first, end, 1, false, 0, Optional.empty()), sink(found));
        return found;
    }

    private static FilledAudio.Sink sink(List<String> found) {
        return new FilledAudio.Sink() {
            @Override
            public void copied(int index, long ticks) {
                found.add(index + "@" + ticks);
            }

            @Override
            public void silent(long ticks) {
                found.add("silent@" + ticks);
            }
        };
    }

    /** @param times of the samples, and the end of the last one */
    private static TrackSamples samples(long... times) {
        int count = times.length - 1;
        var sync = new boolean[count];
        Arrays.fill(sync, true);
        return TrackSamples.of(0, new long[count], new int[count], times, new int[count], sync, new int[count]);
    }
}
