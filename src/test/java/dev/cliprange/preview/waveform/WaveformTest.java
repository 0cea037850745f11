package dev.cliprange.preview.waveform;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class WaveformTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Buffers end anywhere, also within a sample. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 4_096, 100_003})
    void peaks_areTheSmallestAndTheLargestSample(int samples) {
        byte[] pcm = pcm(samples);
        List<ByteBuf> pieces = pieces(pcm);

        byte[] finest = bytes(Peaks.ofSamples(Flux.fromIterable(pieces)));

        assertThat(finest).isEqualTo(expected(pcm, 256));
        assertThat(pieces).allMatch(piece -> piece.refCnt() == 0);
    }

    @Test
    void peaksOfPeaks_areThoseOfTheSamples() {
        byte[] pcm = pcm(300_001);
        byte[] level = bytes(Peaks.ofSamples(Flux.fromIterable(pieces(pcm))));
        for (int i = 1; i < Waveform.LEVELS; i++) {
            level = bytes(Peaks.ofPeaks(Flux.fromIterable(pieces(level))));
            assertThat(level).as("level %d", i).isEqualTo(expected(pcm, Waveform.samplesPerPeak(i)));
        }
    }

    /** The format of audiowaveform, version 2: little-endian, a header of 24 bytes. */
    @Test
    void header_isThatOfAudiowaveform() {
        var waveform = new Waveform(UUID.randomUUID(), "r", "f", 44_100, List.of(1_000L, 250L, 63L, 16L, 4L, 1L));

        assertThat(waveform.header(1))
                .containsExactly(2, 0, 0, 0, 1, 0, 0, 0, 0x44, 0xAC, 0, 0, 0, 4, 0, 0, 250, 0, 0, 0, 1, 0, 0, 0);
        assertThat(waveform.fileBytes(1)).isEqualTo(24 + 500);
        assertThat(Waveform.levelOf(1_024)).hasValue(1);
        assertThat(Waveform.levelOf(1_000)).isEmpty();
    }

    /** A page that shows ten hours on a few thousand pixels needs one of the coarse levels. */
    @Test
    void tenHours_takeLessThanAMegabyteAtEachCoarseLevel() {
        long finest = Math.ceilDiv(10L * 3_600 * 48_000, Waveform.FINEST_SAMPLES_PER_PEAK);
        List<Long> lengths = Stream.iterate(finest, length -> Math.ceilDiv(length, Waveform.STEP))
                .limit(Waveform.LEVELS)
                .toList();
        var waveform = new Waveform(UUID.randomUUID(), "r", "f", 48_000, lengths);

        assertThat(waveform.fileBytes(2)).isLessThan(1_000_000);
        assertThat(waveform.fileBytes(3) + waveform.fileBytes(4) + waveform.fileBytes(5))
                .isLessThan(300_000);
        assertThat(lengths.getLast()).isBetween(4_000L, 8_000L);
    }

    /** Computed another way: with shorts and the whole file in memory. */
    static byte[] expected(byte[] pcm, int samplesPerPeak) {
        var out = new ByteArrayOutputStream();
        int samples = pcm.length / 2;
        for (int from = 0; from < samples; from += samplesPerPeak) {
            short low = Short.MAX_VALUE;
            short high = Short.MIN_VALUE;
            for (int i = from; i < Math.min(samples, from + samplesPerPeak); i++) {
                short sample = (short) ((pcm[2 * i] & 0xFF) + (pcm[2 * i + 1] << 8));
                low = (short) Math.min(low, sample);
                high = (short) Math.max(high, sample);
            }
            out.write(low / 256);
            out.write(high / 256);
        }
        return out.toByteArray();
    }

    private static byte[] pcm(int samples) {
        byte[] pcm = new byte[2 * samples];
        new Random(samples).nextBytes(pcm);
        return pcm;
    }

    private static List<ByteBuf> pieces(byte[] bytes) {
        var random = new Random(bytes.length);
        var pieces = new ArrayList<ByteBuf>();
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(10_000));
            pieces.add(Unpooled.copiedBuffer(bytes, from, length));
            from += length;
        }
        return pieces;
    }

    private static byte[] bytes(Flux<ByteBuf> buffers) {
        var out = new ByteArrayOutputStream();
        for (ByteBuf buffer : buffers.collectList().blockOptional(LONGEST).orElseThrow()) {
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            buffer.release();
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }
}
