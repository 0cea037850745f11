package dev.cliprange.ffmpeg.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentScannerTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1000})
    void accept_anyPieces_readsTheSame(int piece) {
        byte[] file = bytes(box("ftyp", new byte[20]), moov(0), moof(0, 25), box("mdat", new byte[300]));

        FragmentScanner scanner = new FragmentScanner();
        for (int at = 0; at < file.length; at += piece) {
            scanner.accept(file, at, Math.min(piece, file.length - at));
        }

        assertThat(scanner.fragmentRead()).isTrue();
        assertThat(scanner.betweenBoxes()).isTrue();
        assertThat(scanner.tracks().get(1).reaches(1_000_000)).isTrue();
        assertThat(scanner.tracks().get(1).reaches(1_040_000)).isFalse();
    }

    /** 25 frames a second from the start, which an edit list may move. */
    @ParameterizedTest
    @CsvSource({
        "25,0,1000000,true",
        "24,0,1000000,false",
        "25,10,1000000,false",
        "35,10,1000000,true",
        "25,0,1010000,true"
    })
    void reaches_samplesFromTheStart_isToldToTheFrame(int frames, int mediaTimeFrames, long us, boolean reached) {
        FragmentScanner scanner = scan(bytes(moov(mediaTimeFrames * 40), moof(0, frames)));

        assertThat(scanner.tracks().get(1).reaches(us)).isEqualTo(reached);
        assertThat(scanner.tracks().get(1).firstUs()).isEqualTo(-40_000L * mediaTimeFrames);
    }

    @Test
    void fragmentBegun_headerOfMoof_isEnough() {
        byte[] file = bytes(moov(0), moof(0, 1));
        int moofAt = moov(0).length;
        FragmentScanner scanner = new FragmentScanner();

        scanner.accept(file, 0, moofAt + 7);
        assertThat(scanner.fragmentBegun()).isFalse();
        scanner.accept(file, moofAt + 7, 1);

        assertThat(scanner.fragmentBegun()).isTrue();
        assertThat(scanner.fragmentRead()).isFalse();
        assertThat(scanner.betweenBoxes()).isFalse();
    }

    @Test
    void accept_largeBox_isPassedOver() {
        byte[] large = ByteBuffer.allocate(16 + 5)
                .putInt(1)
                .put(letters("mdat"))
                .putLong(16 + 5)
                .array();

        FragmentScanner scanner = scan(bytes(large, moov(0), moof(0, 1)));

        assertThat(scanner.fragmentRead()).isTrue();
        assertThat(scanner.betweenBoxes()).isTrue();
    }

    @Test
    void accept_notBoxes_isRefused() {
        assertThatThrownBy(() -> scan(new byte[64])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scan(box("moof", box("traf", box("tfhd", new byte[8])))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scan(ByteBuffer.allocate(8)
                        .putInt(0x7FFF_FFFF)
                        .put(letters("moof"))
                        .array()))
                .isInstanceOf(IllegalStateException.class);
    }

    private static FragmentScanner scan(byte[] file) {
        FragmentScanner scanner = new FragmentScanner();
        scanner.accept(file, 0, file.length);
        return scanner;
    }

    /** One video track in milliseconds, 40 of them a sample, moved by an edit list. */
    private static byte[] moov(int mediaTime) {
        byte[] tkhd = ByteBuffer.allocate(84).putInt(12, 1).array();
        byte[] elst = ByteBuffer.allocate(20)
                .putInt(4, 1)
                .putInt(12, mediaTime)
                .putInt(16, 1 << 16)
                .array();
        byte[] mdhd = ByteBuffer.allocate(24).putInt(12, 1000).array();
        byte[] hdlr = ByteBuffer.allocate(25)
                .putInt(8, ByteBuffer.wrap(letters("vide")).getInt())
                .array();
        byte[] trex = ByteBuffer.allocate(24).putInt(4, 1).putInt(12, 40).array();
        return box(
                "moov",
                box("mvhd", ByteBuffer.allocate(100).putInt(12, 1000).array()),
                box(
                        "trak",
                        box("tkhd", tkhd),
                        box("edts", box("elst", elst)),
                        box("mdia", box("mdhd", mdhd), box("hdlr", hdlr))),
                box("mvex", box("trex", trex)));
    }

    private static byte[] moof(int decodeTime, int samples) {
        byte[] tfhd = ByteBuffer.allocate(8).putInt(0, 0x020000).putInt(4, 1).array();
        byte[] tfdt = ByteBuffer.allocate(8).putInt(4, decodeTime).array();
        byte[] trun = ByteBuffer.allocate(12 + 4 * samples)
                .putInt(0, 0x000201)
                .putInt(4, samples)
                .array();
        return box(
                "moof", box("mfhd", new byte[8]), box("traf", box("tfhd", tfhd), box("tfdt", tfdt), box("trun", trun)));
    }

    private static byte[] box(String type, byte[]... payload) {
        byte[] body = bytes(payload);
        return ByteBuffer.allocate(8 + body.length)
                .putInt(8 + body.length)
                .put(letters(type))
                .put(body)
                .array();
    }

    private static byte[] bytes(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] letters(String type) {
        return type.getBytes(StandardCharsets.US_ASCII);
    }
}
