package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.mp4.BoxDump;
import dev.cliprange.timeline.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Headers of clips, as text. The source is the corpus-free one of the tests, so the texts hold on every machine;
 * {@code -Dcliprange.golden=write} writes them anew, and the difference is read before it is committed.
 */
class ClipHeaderTest {

    private static final Path GOLDEN = Path.of("src/test/resources/dev/cliprange/slice");

    @Test
    void header_ofAClipInsideAGop_isAsBefore() throws IOException {
        SourceFile source = SyntheticSource.write(Path.of("target/synthetic.mp4"));

        ByteLayout layout = source.plan(new TimeRange(1_400_000, 2_600_000));

        assertGolden("inside-gop.txt", layout);
        assertThat(layout.sourceSpans()).hasSize(1);
    }

    @Test
    void pieces_anyPartition_giveTheSameBytes() throws IOException {
        SourceFile source = SyntheticSource.write(Path.of("target/synthetic.mp4"));
        ByteLayout layout = source.plan(new TimeRange(40_000, 3_960_000));
        byte[] whole = source.bytes(layout, 0, layout.lengthBytes());

        for (int step : new int[] {1 + whole.length / 3, 97, whole.length}) {
            for (int from = 0; from < whole.length; from += step) {
                int to = Math.min(whole.length, from + step);
                assertThat(source.bytes(layout, from, to)).isEqualTo(java.util.Arrays.copyOfRange(whole, from, to));
            }
        }
    }

    private static void assertGolden(String name, ByteLayout layout) throws IOException {
        var header = new byte[layout.headerBytes()];
        ((ByteLayout.Piece.InMemory) layout.pieces(0, header.length).getFirst())
                .bytes()
                .get(header);
        Path golden = GOLDEN.resolve(name);
        if (System.getProperty("cliprange.golden", "").equals("write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, BoxDump.of(header));
        }
        assertThat(BoxDump.of(header)).isEqualTo(Files.readString(golden));
    }
}
