package dev.cliprange.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.codec.NalUnits;
import dev.cliprange.codec.RbspReader;
import dev.cliprange.codec.RbspWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RbspTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 62, 63, 255, 65_534})
    void expGolomb_written_isRead(int value) {
        byte[] nal = new RbspWriter().ue(value).ue(5).align().toNal();

        var reader = new RbspReader(ByteBuffer.wrap(nal));

        assertThat(reader.ue()).isEqualTo(value);
        assertThat(reader.ue()).isEqualTo(5);
        assertThat(reader.position()).isEqualTo(reader.stopBit());
    }

    @Test
    void zeros_inAPayload_areEscapedAndReadAsTheyWere() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int[] octets = random.ints(40, 0, 5).toArray();
            var writer = new RbspWriter();
            for (int octet : octets) {
                writer.bits(octet, 8);
            }
            byte[] nal = writer.align().toNal();

            var reader = new RbspReader(ByteBuffer.wrap(nal));

            for (int octet : octets) {
                assertThat(reader.bits(8)).isEqualTo(octet);
            }
            assertThat(reader.position()).isEqualTo(reader.stopBit());
            for (int i = 0; i + 2 < nal.length; i++) {
                boolean startCode = nal[i] == 0 && nal[i + 1] == 0 && nal[i + 2] >= 0 && nal[i + 2] < 3;
                assertThat(startCode).as("start code at " + i).isFalse();
            }
        }
    }

    @Test
    void units_cutOff_giveWhatIsThere() {
        byte[] sample = NalUnits.join(List.of(new byte[] {9, 1}, new byte[300]), 2);

        assertThat(NalUnits.of(ByteBuffer.wrap(sample), 2))
                .extracting(ByteBuffer::remaining)
                .containsExactly(2, 300);
        assertThat(NalUnits.of(ByteBuffer.wrap(sample, 0, 20), 2))
                .extracting(ByteBuffer::remaining)
                .containsExactly(2, 14);
        assertThat(NalUnits.of(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, 5}), 4))
                .extracting(ByteBuffer::remaining)
                .containsExactly(1);
    }
}
