package dev.cliprange.codec.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.codec.sync.SampleLook.Picture;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds of picture that samples begin with, field by field. */
class SampleLookTest {

    /** NAL units with a length of one byte. */
    @ParameterizedTest
    @CsvSource({
        // An IDR slice; behind a delimiter and parameter sets.
        "AVC, 02 65 88, KEY",
        "AVC, 02 09 10 02 67 64 02 68 ee 03 65 88 84, KEY",
        // A P slice (slice_type 5), a B slice (6), an I slice (7).
        "AVC, 03 41 9a 00, OTHER",
        "AVC, 03 01 9e 00, OTHER",
        "AVC, 03 41 88 80, INTRA",
        // Recovery points: at once with an I slice, at once with a P slice, after 3 frames with an I slice.
        "AVC, 05 06 06 01 c4 80 03 41 88 80, KEY",
        "AVC, 05 06 06 01 c4 80 03 41 9a 00, OTHER",
        "AVC, 05 06 06 01 24 80 03 41 88 80, INTRA",
        // Behind another message in the same unit.
        "AVC, 09 06 01 02 ff ff 06 01 c4 80 03 41 88 80, KEY",
        // A delimiter alone, a message alone.
        "AVC, 02 09 10, NONE",
        "AVC, 05 06 06 01 c4 80, NONE",
        // A unit that is longer than its sample.
        "AVC, 09 41 9a, OTHER",
        // BLA, IDR, CRA; trailing; a reserved IRAP type.
        "HEVC, 03 20 01 80, KEY",
        "HEVC, 03 26 01 80, KEY",
        "HEVC, 03 2a 01 80, KEY",
        "HEVC, 03 02 01 80, OTHER",
        "HEVC, 03 2c 01 80, OTHER",
        "HEVC, 03 46 01 50, NONE",
        // IDR, CRA, gradual refresh, trailing.
        "VVC, 03 00 39 80, KEY",
        "VVC, 03 00 49 80, KEY",
        "VVC, 03 00 51 80, OTHER",
        "VVC, 03 00 01 80, OTHER",
    })
    void units_byTheirTypes(NalLook.Syntax syntax, String hex, Picture expected) {
        assertThat(new NalLook(syntax, 1).look(bytes(hex), true)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // Temporal delimiter, sequence header, frame: a shown key frame, a hidden one, an inter frame, an existing one.
        "12 00 0a 01 00 32 01 10, KEY",
        "12 00 32 01 00, OTHER",
        "12 00 32 01 30, OTHER",
        "12 00 1a 01 80, OTHER",
        // A still picture with the reduced header.
        "0a 01 18 32 01 00, KEY",
        "12 00, NONE",
    })
    void temporalUnits_byTheirFrames(String hex, Picture expected) {
        assertThat(new Av1Look().look(bytes(hex), true)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "true, 82, KEY",
        "true, 80, KEY",
        "true, 86, OTHER",
        "true, 88, OTHER",
        "true, b1, KEY",
        "true, b2, OTHER",
        "true, 02, OTHER",
        "false, 10, KEY",
        "false, 11, OTHER",
    })
    void frames_byTheirFirstByte(boolean vp9, String hex, Picture expected) {
        assertThat(new VpLook(vp9).look(bytes(hex), true)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 01 b0 01 00 00 01 b6 10 60 00, KEY",
        "00 00 01 b6 51 00 00, OTHER",
        "00 00 01 00 00 08 ff, KEY",
        "00 00 01 00 00 10 ff, OTHER",
        // As FFmpeg writes AVI: the headers, a video object and its layer, a group, and a picture.
        "00 00 01 b0 01 00 00 01 b5 89 13 00 00 01 00 00 00 01 20 00 c4 8d 00 00 01 b3 00 10 07 00 00 01 b6 10 00 18, KEY",
        "00 00 01 b0 01 00 00 01 b5 89 13 00 00 01 00 00 00 01 20 00 c4 8d 00 00 01 b3 00 10 07 00 00 01 b6 50 00 18, OTHER",
        // As FFmpeg writes MPEG-2: a sequence, its extension, a group, and a picture.
        "00 00 01 b3 14 00 f0 13 00 00 01 b5 14 8a 00 01 00 00 00 00 01 b8 00 08 00 40 00 00 01 00 00 0f ff f8, KEY",
    })
    void startCodes_byTheirPictures(String hex, Picture expected) {
        assertThat(new StartCodeLook().look(bytes(hex), true)).contains(expected);
    }

    /** x264 writes its settings into a message of 700 bytes before the first picture. */
    @Test
    void messageLongerThanAPart_isSkippedOrReadWhole() {
        var sample = ByteBuffer.allocate(1000);
        sample.putInt(900).put((byte) 6).position(904);
        sample.putInt(92).put((byte) 0x65);
        var look = new NalLook(NalLook.Syntax.AVC, 4);

        Optional<Picture> first = look.look(sample.slice(0, SampleLook.FIRST_BYTES), false);
        assertThat(first).isEmpty();
        assertThat(look.atBytes()).isZero();
        assertThat(look.wantedBytes()).isGreaterThanOrEqualTo(904);

        assertThat(look.look(sample.slice(0, 1000), true)).contains(Picture.KEY);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(hex));
    }
}
