package dev.cliprange.movie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.codec.AudioCodec;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.movie.sample.TableCursor;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.Mp4Exception;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.mp4.TinyMp4;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class Mp4ReaderTest {

    @Test
    void read_moovFirst_takesOneRead() {
        byte[] file = TinyMp4.progressive(true, 0);
        var reads = new ArrayList<ByteSpan>();

        Movie movie = read(file, Mp4Limits.DEFAULT, reads);

        assertThat(reads).hasSize(1);
        assertThat(movie.container()).isEqualTo("mp4");
        assertThat(movie.tracks()).singleElement().satisfies(track -> {
            assertThat(track.format().codec()).isEqualTo(AudioCodec.PCM);
            assertThat(track.timescale().ticksPerSecond()).isEqualTo(48_000);
        });
    }

    @Test
    void read_moovBehindALargeMdat_skipsTheMedia() {
        byte[] file = TinyMp4.progressive(false, 500_000);
        var reads = new ArrayList<ByteSpan>();

        read(file, new Mp4Limits(1 << 20, 10, 4096, 4), reads);

        assertThat(reads).hasSize(2);
        assertThat(reads.stream().mapToLong(ByteSpan::lengthBytes).sum()).isLessThan(10_000);
    }

    @Test
    void samples_pcm_areWalkedInBlocks() {
        Movie movie = read(TinyMp4.progressive(true, 8000), Mp4Limits.DEFAULT, new ArrayList<>());

        SampleCursor samples = movie.tracks().getFirst().samples();

        assertThat(samples.advance()).isTrue();
        assertThat(samples.sizeBytes()).isEqualTo(TableCursor.BLOCK_FRAMES * 4);
        assertThat(samples.durationTicks()).isEqualTo(TableCursor.BLOCK_FRAMES);
        assertThat(samples.advance()).isTrue();
        assertThat(samples.sizeBytes()).isEqualTo((2000 - TableCursor.BLOCK_FRAMES) * 4);
        assertThat(samples.advance()).isFalse();
    }

    @Test
    void read_notAnMp4_isUnsupportedAndCanBeRemuxed() {
        byte[] matroska = new byte[100];
        ByteBuffer.wrap(matroska).putInt(0x1A45DFA3).putInt(0x93428288);

        assertThatThrownBy(() -> read(matroska, Mp4Limits.DEFAULT, new ArrayList<>()))
                .isInstanceOfSatisfying(
                        UnsupportedMp4Exception.class,
                        e -> assertThat(e.remedy()).isEqualTo(UnsupportedMp4Exception.Remedy.REMUX))
                .hasMessageContaining("not an MP4");
    }

    @Test
    void read_moovBeyondTheEnd_isTruncated() {
        byte[] file = TinyMp4.progressive(false, 100);
        byte[] cut = java.util.Arrays.copyOf(file, file.length - 20);

        assertThatThrownBy(() -> read(cut, Mp4Limits.DEFAULT, new ArrayList<>()))
                .isInstanceOf(TruncatedMp4Exception.class)
                .hasMessageContaining("moov at byte");
    }

    @Test
    void read_cutOffBeforeTheMoov_isTruncatedWithTheMissingBytes() {
        byte[] file = TinyMp4.progressive(false, 1000);
        byte[] cut = java.util.Arrays.copyOf(file, 500);

        // 16 bytes of ftyp, and 8 bytes of header.
        assertThatThrownBy(() -> read(cut, Mp4Limits.DEFAULT, new ArrayList<>()))
                .isInstanceOf(TruncatedMp4Exception.class)
                .hasMessageContaining("mdat at byte 16")
                .hasMessageContaining("the file ends 524 bytes before the end of this box");
    }

    @Test
    void samples_cutOffAfterTheMoov_areTruncatedWithTheMissingBytes() {
        byte[] file = TinyMp4.progressive(true, 40_000);
        byte[] cut = java.util.Arrays.copyOf(file, file.length - 10_000);

        assertThatThrownBy(() -> {
                    Movie movie = read(cut, Mp4Limits.DEFAULT, new ArrayList<>());
                    SampleCursor samples = movie.tracks().getFirst().samples();
                    while (samples.advance()) {
                        assertThat(samples.offsetBytes() + samples.sizeBytes()).isLessThanOrEqualTo(cut.length);
                    }
                })
                .isInstanceOf(TruncatedMp4Exception.class)
                .hasMessageMatching(".*at least 9\\d{3} bytes are missing.*");
    }

    @Test
    void read_noMoov_isMalformed() {
        byte[] file =
                ByteBuffer.allocate(16).putInt(16).putInt(FourCc.of("free")).array();

        assertThatThrownBy(() -> read(file, Mp4Limits.DEFAULT, new ArrayList<>()))
                .isInstanceOf(MalformedMp4Exception.class)
                .hasMessageContaining("no moov");
    }

    @Test
    void read_moovLargerThanTheLimit_isUnsupportedBeforeItIsAskedFor() {
        byte[] file = new byte[100_000];
        ByteBuffer.wrap(file).putInt(8).putInt(FourCc.of("free")).putInt(99_992).putInt(FourCc.of("moov"));

        assertThatThrownBy(() -> read(file, new Mp4Limits(2048, 1, 64, 1), new ArrayList<>()))
                .isInstanceOf(UnsupportedMp4Exception.class);
    }

    @Test
    void read_anyByteChanged_endsInOneOfTheThreeErrorsOrAMovie() {
        byte[] file = TinyMp4.progressive(true, 4000);
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = file.clone();
            for (int change = 0; change <= i % 3; change++) {
                changed[random.nextInt(700)] = (byte) random.nextInt();
            }
            try {
                Movie movie = read(changed, new Mp4Limits(1 << 20, 100, 256, 4), new ArrayList<>());
                for (Track track : movie.tracks()) {
                    SampleCursor samples = track.samples();
                    while (samples.advance()) {
                        assertThat(samples.offsetBytes() + samples.sizeBytes()).isLessThanOrEqualTo(file.length);
                    }
                }
            } catch (Mp4Exception | ArithmeticException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    public static Movie read(byte[] file, Mp4Limits limits, List<ByteSpan> reads) {
        var reader = new Mp4Reader(file.length, limits);
        ReadStep step = reader.start();
        while (step instanceof ReadStep.NeedBytes need) {
            reads.addAll(need.spans());
            step = reader.resume(need.spans().stream()
                    .map(span -> ByteBuffer.wrap(file).slice((int) span.offsetBytes(), (int) span.lengthBytes()))
                    .toList());
        }
        return ((ReadStep.Complete) step).movie();
    }

    /** Round trips: all reads of a step go out at once. */
    public static int steps(byte[] file, List<ByteSpan> reads) {
        var reader = new Mp4Reader(file.length, Mp4Limits.DEFAULT);
        ReadStep step = reader.start();
        int steps = 0;
        while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
            steps++;
            reads.addAll(spans);
            step = reader.resume(spans.stream()
                    .map(span -> ByteBuffer.wrap(file).slice((int) span.offsetBytes(), (int) span.lengthBytes()))
                    .toList());
        }
        return steps;
    }
}
