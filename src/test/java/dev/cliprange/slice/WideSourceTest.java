package dev.cliprange.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.index.IndexPage;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.mp4.BoxDump;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.timeline.ByteSpan;
import dev.cliprange.timeline.TimeRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes, offsets and times of more than 32 bits: a source of 6 GB and 16 hours, a frame of 100 kB each second. */
class WideSourceTest {

    private static final int FRAMES = 60_000;
    private static final int FRAME_BYTES = 100_000;
    private static final int TIMESCALE = 90_000;
    private static final long MEDIA_BYTES = (long) FRAMES * FRAME_BYTES;
    private static final long SECOND = 1_000_000;

    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private long firstMediaByte;

    @Test
    void sourceOfSixGigabytes_lastSeconds_lieBehindFourGigabytes() {
        IndexDirectory directory = index(FRAMES * 1000L, 0);

        ByteLayout clip = plan(directory, new TimeRange((FRAMES - 3) * SECOND, FRAMES * SECOND));

        assertThat(directory.durationUs()).isEqualTo(FRAMES * SECOND);
        assertThat(clip.sourceSpans())
                .containsExactly(new ByteSpan(firstMediaByte + MEDIA_BYTES - 3L * FRAME_BYTES, 3L * FRAME_BYTES));
        assertThat(header(clip)).contains("stco").doesNotContain("co64");
    }

    @Test
    void clipOfSixGigabytes_header_hasSixtyFourBitsWhereNeeded() {
        IndexDirectory directory = index(FRAMES * 1000L, 0);

        ByteLayout clip = plan(directory, new TimeRange(0, FRAMES * SECOND));
        String boxes = header(clip);

        // 16 hours are 0x1_41DD7600 ticks of 90 kHz.
        assertThat(clip.lengthBytes()).isEqualTo(clip.headerBytes() + MEDIA_BYTES);
        assertThat(boxes).contains("co64").doesNotContain("stco");
        assertThat(boxes)
                .contains("mvhd 120: 01000000")
                .contains("tkhd 104: 01000003")
                .contains("mdhd 44: 01000000");
        assertThat(boxes).contains("elst 36: 01000000 00000001 00000001 41dd7600 00000000 00000000 00010000");
        assertThat(boxes).endsWith("mdat 1\n");
    }

    @Test
    void edit_beginningBeyondThirtyTwoBits_isRead() {
        long skippedSeconds = 50_000;

        IndexDirectory directory = index((FRAMES - skippedSeconds) * 1000, skippedSeconds * TIMESCALE);
        ByteLayout clip = plan(directory, new TimeRange(0, SECOND));

        assertThat(directory.durationUs()).isEqualTo((FRAMES - skippedSeconds) * SECOND);
        assertThat(clip.sourceSpans())
                .containsExactly(new ByteSpan(firstMediaByte + skippedSeconds * FRAME_BYTES, FRAME_BYTES));
    }

    private IndexDirectory index(long editDurationTicks, long editMediaTicks) {
        byte[] headers = headers(0, editDurationTicks, editMediaTicks);
        firstMediaByte = headers.length;
        headers = headers(firstMediaByte, editDurationTicks, editMediaTicks);
        var reader = new Mp4Reader(headers.length + MEDIA_BYTES, Mp4Limits.DEFAULT);
        ReadStep step = reader.start();
        while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
            byte[] file = headers;
            step = reader.resume(spans.stream().map(span -> bytes(file, span)).toList());
        }
        return IndexBuilder.build(((ReadStep.Complete) step).movie(), pages::writeBytes);
    }

    /** Behind the headers lies media, which is nothing but zeros. */
    private static ByteBuffer bytes(byte[] headers, ByteSpan span) {
        int from = (int) span.offsetBytes();
        return ByteBuffer.wrap(Arrays.copyOfRange(headers, from, from + (int) span.lengthBytes()));
    }

    private static byte[] headers(long mediaOffset, long editDurationTicks, long editMediaTicks) {
        var writer = new BoxWriter();
        CraftedMovie.fileType(writer);
        new CraftedMovie()
                .wideVideo(TIMESCALE, editDurationTicks, editMediaTicks, tables -> tables(tables, mediaOffset))
                .write(writer);
        writer.u32(1).u32(FourCc.of("mdat")).u64(MEDIA_BYTES + 16);
        return writer.toByteArray();
    }

    /** Two chunks: the second begins behind 4 GB. */
    private static void tables(BoxWriter writer, long mediaOffset) {
        CraftedMovie.table(writer, "stts", 2, FRAMES, TIMESCALE);
        CraftedMovie.table(writer, "stsc", 3, 1, FRAMES / 2, 1);
        CraftedMovie.constantSizes(writer, FRAME_BYTES, FRAMES);
        int co64 = writer.open(FourCc.of("co64"), 0, 0);
        writer.u32(2).u64(mediaOffset).u64(mediaOffset + MEDIA_BYTES / 2);
        writer.close(co64);
    }

    private ByteLayout plan(IndexDirectory directory, TimeRange range) {
        IndexDirectory.PageSpan span = directory.pagesFor(range);
        ByteBuffer stored = ByteBuffer.wrap(pages.toByteArray());
        List<IndexPage> decoded =
                IndexPage.decode(directory, span, stored.slice((int) span.span().offsetBytes(), (int)
                        span.span().lengthBytes()));
        return new SlicePlanner(SlicePlanner.DEFAULT_MAX_GAP_BYTES).plan(directory, decoded, range);
    }

    private static String header(ByteLayout clip) {
        var bytes = new byte[clip.headerBytes()];
        ((ByteLayout.Piece.InMemory) clip.pieces(0, bytes.length).getFirst())
                .bytes()
                .get(bytes);
        return BoxDump.of(bytes);
    }
}
