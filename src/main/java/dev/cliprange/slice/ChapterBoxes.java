package dev.cliprange.slice;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes chapters in the two forms that players read: a QuickTime text track to which the other tracks refer (QuickTime
 * File Format, "Chapter Lists"), and Nero's {@code chpl}. The text track is disabled, so no player shows it as a
 * subtitle.
 */
public final class ChapterBoxes {

    /** The count in {@code chpl} is one byte. */
    private static final int MOST_IN_LIST = 255;

    private static final int MOST_TITLE_BYTES = 255;
    private static final int HUNDREDS_OF_NANOSECONDS = 10;
    private static final int[] UNITY_MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    /** The box that says that the text is UTF-8. */
    private static final byte[] ENCODING = {0, 0, 0, 12, 'e', 'n', 'c', 'd', 0, 0, 1, 0};

    private static final Timescale TICKS = new Timescale(1000);

    private final List<Chapter> chapters;
    private final long durationUs;

    /**
     * Creates the boxes of at least one chapter.
     *
     * @param durationUs of the file
     */
    ChapterBoxes(List<Chapter> chapters, long durationUs) {
        this.chapters = List.copyOf(chapters);
        this.durationUs = durationUs;
    }

    /** Returns the samples of the text track, one after another. They are the first bytes of the media. */
    public static byte[] samples(List<Chapter> chapters) {
        var writer = new BoxWriter();
        chapters.forEach(chapter ->
                writer.u16(title(chapter).length).bytes(title(chapter)).bytes(ENCODING));
        return writer.toByteArray();
    }

    private static byte[] title(Chapter chapter) {
        byte[] bytes = chapter.title().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MOST_TITLE_BYTES);
        // A character is never cut.
        while (length > 0 && length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Writes the reference of another track to the text track. */
    static void reference(BoxWriter writer, int trackId) {
        int tref = writer.open(FourCc.of("tref"));
        int chap = writer.open(FourCc.of("chap"));
        writer.u32(trackId);
        writer.close(chap);
        writer.close(tref);
    }

    /** Writes {@code udta}. */
    void list(BoxWriter writer) {
        int udta = writer.open(FourCc.of("udta"));
        int chpl = writer.open(FourCc.of("chpl"), 1, 0);
        List<Chapter> listed = chapters.subList(0, Math.min(MOST_IN_LIST, chapters.size()));
        writer.u32(0).u8(listed.size());
        for (Chapter chapter : listed) {
            byte[] title = title(chapter);
            writer.u64(chapter.startUs() * HUNDREDS_OF_NANOSECONDS)
                    .u8(title.length)
                    .bytes(title);
        }
        writer.close(chpl);
        writer.close(udta);
    }

    /** Writes the text track. Its samples begin at the first media byte. */
    void track(BoxWriter writer, int id, Timescale movie, ChunkOffsets offsets) {
        int trak = writer.open(FourCc.of("trak"));
        int tkhd = writer.open(FourCc.of("tkhd"), 1, 0);
        writer.zeros(16).u32(id).zeros(4).u64(movie.toTicks(durationUs, RoundingMode.HALF_UP));
        writer.zeros(16);
        matrix(writer);
        writer.zeros(8);
        writer.close(tkhd);
        int mdia = writer.open(FourCc.of("mdia"));
        int mdhd = writer.open(FourCc.of("mdhd"), 1, 0);
        writer.zeros(16)
                .u32(TICKS.ticksPerSecond())
                .u64(ticks(durationUs))
                .u16(0x55C4)
                .zeros(2);
        writer.close(mdhd);
        int hdlr = writer.open(FourCc.of("hdlr"), 0, 0);
        writer.zeros(4).u32(FourCc.of("text")).zeros(12);
        writer.bytes("ChapterHandler\0".getBytes(StandardCharsets.US_ASCII));
        writer.close(hdlr);
        int minf = writer.open(FourCc.of("minf"));
        mediaHeader(writer);
        MediaBoxes.dataInformation(writer);
        sampleTable(writer, offsets);
        writer.close(minf);
        writer.close(mdia);
        writer.close(trak);
    }

    private static void matrix(BoxWriter writer) {
        for (int value : UNITY_MATRIX) {
            writer.u32(value);
        }
    }

    /** QuickTime File Format, "Base Media Information Header Atoms". */
    private static void mediaHeader(BoxWriter writer) {
        int gmhd = writer.open(FourCc.of("gmhd"));
        int gmin = writer.open(FourCc.of("gmin"), 0, 0);
        writer.u16(0x40).u16(0x8000).u16(0x8000).u16(0x8000).zeros(4);
        writer.close(gmin);
        int text = writer.open(FourCc.of("text"));
        matrix(writer);
        writer.close(text);
        writer.close(gmhd);
    }

    private void sampleTable(BoxWriter writer, ChunkOffsets offsets) {
        int stbl = writer.open(FourCc.of("stbl"));
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        writer.u32(1);
        sampleEntry(writer);
        writer.close(stsd);
        int stts = writer.open(FourCc.of("stts"), 0, 0);
        writer.u32(chapters.size());
        for (int i = 0; i < chapters.size(); i++) {
            long end = i + 1 < chapters.size() ? chapters.get(i + 1).startUs() : durationUs;
            writer.u32(1).u32(Math.max(0, ticks(end) - ticks(chapters.get(i).startUs())));
        }
        writer.close(stts);
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        writer.u32(0).u32(chapters.size());
        chapters.forEach(chapter -> writer.u32(2L + title(chapter).length + ENCODING.length));
        writer.close(stsz);
        int stsc = writer.open(FourCc.of("stsc"), 0, 0);
        writer.u32(1).u32(1).u32(chapters.size()).u32(1);
        writer.close(stsc);
        int stco = writer.open(FourCc.of(offsets.wide() ? "co64" : "stco"), 0, 0);
        writer.u32(1);
        offsets.add(writer, 0);
        writer.close(stco);
        writer.close(stbl);
    }

    /** QuickTime File Format, "Text Sample Description". */
    private static void sampleEntry(BoxWriter writer) {
        int text = writer.open(FourCc.of("text"));
        // Display flags, justification, colours, box and font: all zero. An empty font name ends it.
        writer.zeros(6).u16(1).zeros(4 + 4 + 6 + 8 + 8).zeros(2 + 2 + 1 + 2 + 6).u8(0);
        writer.close(text);
    }

    private static long ticks(long us) {
        return TICKS.toTicks(us, RoundingMode.HALF_UP);
    }
}
