package dev.cliprange.slice.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.index.TrackSamples;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.slice.rendition.CraftedFragments.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedFragmentsTest {

    /** The second frame in decode order is shown last. */
    private static final List<Sample> REORDERED =
            List.of(new Sample(9, 1, true), new Sample(7, 3, false), new Sample(3, 0, false), new Sample(5, 0, false));

    private static final List<Sample> PLAIN = List.of(new Sample(11, 1, true), new Sample(2, 1, false));
    private static final byte[] FILE = CraftedFragments.write(List.of(720, 480), List.of(REORDERED, PLAIN));
    private static final List<Long> TICKS = List.of(100L, 140L, 190L, 260L, 300L, 301L);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1 << 20})
    void samples_inPiecesOfAnySize_areAtTheirPlaces(int pieceBytes) {
        EncodedFragments read = read(FILE, pieceBytes);

        List<EncodedTrack> tracks = read.end(2);

        assertThat(read.lengthBytes()).isEqualTo(FILE.length);
        assertThat(tracks).extracting(track -> track.entry().format().height()).containsExactly(720, 480);
        for (int track = 0; track < 2; track++) {
            TrackSamples samples = tracks.get(track).samples(TICKS, 40).orElseThrow();
            for (int i = 0; i < 6; i++) {
                int mark = (track + 1) * 16 + (i < 4 ? i : i - 4);
                int offset = (int) samples.offsetBytes(i);
                byte[] bytes = Arrays.copyOfRange(FILE, offset, offset + samples.sizeBytes(i));
                assertThat(bytes).containsOnly(mark);
            }
            assertThat(IntStream.range(0, 6).map(samples::sizeBytes)).containsExactly(9, 7, 3, 5, 11, 2);
        }
    }

    @Test
    void samples_getTheTimesOfTheSource() {
        TrackSamples samples =
                read(FILE, 100).end(2).getFirst().samples(TICKS, 40).orElseThrow();

        assertThat(samples.firstNumber()).isEqualTo(40);
        assertThat(IntStream.range(0, 6).mapToLong(samples::presentationTicks).toArray())
                .containsExactly(100, 260, 140, 190, 300, 301);
        assertThat(IntStream.range(0, 6).mapToLong(samples::decodeTicks)).containsExactlyElementsOf(TICKS);
        assertThat(IntStream.range(0, 6).filter(samples::sync)).containsExactly(0, 4);
        assertThat(IntStream.range(0, 6).allMatch(samples::frame)).isTrue();
    }

    /** The encoder has dropped or doubled a frame. */
    @Test
    void samples_moreOrLessThanTheSourceHas_areRejected() {
        EncodedTrack track = read(FILE, 100).end(2).getFirst();

        assertThat(track.samples(TICKS.subList(0, 5), 0)).isEmpty();
        assertThat(track.samples(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), 0)).isEmpty();
    }

    @Test
    void samples_withoutAKeyframeAtTheStart_areRejected() {
        byte[] file = CraftedFragments.write(List.of(480), List.of(List.of(new Sample(4, 0, false))));

        assertThat(read(file, 100).end(1).getFirst().samples(List.of(0L), 0)).isEmpty();
    }

    /** A file that ends before the first or the second fragment is whole, but it has too few frames. */
    @Test
    void end_ofAFileThatIsCutOffAnywhere_isNoticed() {
        for (int length = 0; length < FILE.length; length++) {
            EncodedFragments read = read(Arrays.copyOf(FILE, length), 1000);
            boolean complete;
            try {
                complete = read.end(2).getLast().samples(TICKS, 0).isPresent();
            } catch (MalformedMp4Exception cutOff) {
                complete = false;
            }
            assertThat(complete).as("cut off at " + length).isFalse();
        }
    }

    @Test
    void end_withAnotherNumberOfTracks_isMalformed() {
        EncodedFragments read = read(FILE, 100);

        assertThatThrownBy(() -> read.end(3))
                .isInstanceOf(MalformedMp4Exception.class)
                .hasMessageContaining("2 tracks instead of 3");
    }

    @Test
    void accept_whatIsNoMp4_isMalformed() {
        byte[] noise = new byte[100];

        assertThatThrownBy(() -> read(noise, 100)).isInstanceOf(MalformedMp4Exception.class);
    }

    /** Without fields for each sample, a run declares any number of samples in a few bytes. */
    @Test
    void accept_aRunOfTooManySamples_isMalformed() {
        byte[] file = FILE.clone();
        int trun = indexOf(file, "trun");
        ByteBuffer.wrap(file).putInt(trun + 4, 1 << 24 | 1).putInt(trun + 8, Integer.MAX_VALUE);

        assertThatThrownBy(() -> read(file, 100))
                .isInstanceOf(MalformedMp4Exception.class)
                .hasMessageContaining("samples");
    }

    private static int indexOf(byte[] file, String type) {
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(type);
    }

    private static EncodedFragments read(byte[] file, int pieceBytes) {
        var read = new EncodedFragments();
        for (int at = 0; at < file.length; at += pieceBytes) {
            read.accept(ByteBuffer.wrap(file, at, Math.min(pieceBytes, file.length - at)));
        }
        return read;
    }
}
