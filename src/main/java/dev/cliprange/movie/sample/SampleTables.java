package dev.cliprange.movie.sample;

import dev.cliprange.codec.MediaFormat;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The sample tables of a {@code stbl} in the form that the file has (ISO/IEC 14496-12, 8.6 and 8.7). This class checks
 * that each table has its declared entries. The cursor checks that the tables agree with each other.
 *
 * @param sampleCount from {@code stsz}; the number of PCM frames in a PCM track
 * @param constantSizeBytes 0 if each sample has its own size
 * @param sizeBits the size of one entry of {@code sizes}: 4, 8, 16 or 32
 * @param frameBytes above 0 for a track that is read in blocks of PCM frames
 */
public record SampleTables(
        Box stbl,
        long sampleCount,
        long constantSizeBytes,
        int sizeBits,
        ByteBuffer sizes,
        ByteBuffer decodeDeltas,
        ByteBuffer compositionOffsets,
        boolean allSync,
        ByteBuffer syncNumbers,
        ByteBuffer sampleToChunk,
        boolean wideChunkOffsets,
        ByteBuffer chunkOffsets,
        ByteBuffer dependencies,
        ByteBuffer groupRuns,
        RollDistances rolls,
        long fileSizeBytes,
        int frameBytes)
        implements Samples {

    /** The most sample entries that a track may have. */
    public static final int MAX_ENTRIES = 64;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    public static final String SECTION = "ISO/IEC 14496-12, 8.7.3";

    /**
     * Reads the boxes.
     *
     * @throws MalformedMp4Exception if a table is missing, or ends before its entries do
     * @throws TruncatedMp4Exception if samples of one size are more than the file
     */
    public static SampleTables parse(Box stbl, MediaFormat format, RollDistances rolls, long fileSizeBytes) {
        List<Box> boxes = stbl.children();
        Sizes sizes = Sizes.parse(boxes, stbl, format, fileSizeBytes);
        ByteBuffer deltas = table(Box.get(boxes, FourCc.of("stts"), stbl, "ISO/IEC 14496-12, 8.6.1.2"), 8);
        Box chunks = Box.find(boxes, FourCc.of("stco"))
                .or(() -> Box.find(boxes, FourCc.of("co64")))
                .orElseThrow(() -> stbl.malformed("has neither stco nor co64", "ISO/IEC 14496-12, 8.7.5"));
        boolean wide = chunks.type() == FourCc.of("co64");
        var sync = Box.find(boxes, FourCc.of("stss"));
        int offsetBytes = wide ? 8 : 4;
        ByteBuffer offsets = table(chunks, offsetBytes);
        Box runs = Box.get(boxes, FourCc.of("stsc"), stbl, "ISO/IEC 14496-12, 8.7.4");
        boolean blocks = sizes.pcm && deltas.limit() == 8;
        return new SampleTables(
                stbl,
                sizes.count,
                sizes.constantBytes,
                sizes.bits,
                sizes.entries,
                deltas,
                Box.find(boxes, FourCc.of("ctts")).map(box -> table(box, 8)).orElse(NONE),
                sync.isEmpty(),
                sync.map(box -> table(box, 4)).orElse(NONE),
                ChunkRuns.parse(runs, offsets.limit() / offsetBytes, sizes.count),
                wide,
                offsets,
                Box.find(boxes, FourCc.of("sdtp"))
                        .map(box -> box.fields().skip(4))
                        .map(fields -> fields.entries(Math.min(fields.remaining(), sizes.count), 1))
                        .orElse(NONE),
                rolls.runs(boxes),
                rolls,
                fileSizeBytes,
                blocks ? format.pcmFrameBytes() : 0);
    }

    @Override
    public TimedCursor cursor(long startTicks) {
        return new TableCursor(this, startTicks);
    }

    /** Returns the end of the last sample. The file may be shorter. */
    long endBytes() {
        var cursor = new TableCursor(ofAnySize(), 0);
        long end = 0;
        while (cursor.advance()) {
            end = Math.max(end, cursor.offsetBytes() + cursor.sizeBytes());
        }
        return end;
    }

    private SampleTables ofAnySize() {
        return new SampleTables(
                stbl,
                sampleCount,
                constantSizeBytes,
                sizeBits,
                sizes,
                decodeDeltas,
                compositionOffsets,
                allSync,
                syncNumbers,
                sampleToChunk,
                wideChunkOffsets,
                chunkOffsets,
                dependencies,
                groupRuns,
                rolls,
                Long.MAX_VALUE,
                frameBytes);
    }

    private static ByteBuffer table(Box box, int entryBytes) {
        BoxFields fields = box.fields().skip(4);
        return fields.entries(fields.u32(), entryBytes);
    }

    private record Sizes(long count, long constantBytes, int bits, ByteBuffer entries, boolean pcm) {

        static Sizes parse(List<Box> boxes, Box stbl, MediaFormat format, long fileSizeBytes) {
            var compact = Box.find(boxes, FourCc.of("stz2"));
            if (compact.isPresent()) {
                return compact(compact.get());
            }
            Box box = Box.get(boxes, FourCc.of("stsz"), stbl, SECTION);
            BoxFields fields = box.fields().skip(4);
            long constant = fields.u32();
            long count = fields.u32();
            if (constant == 0) {
                return new Sizes(count, 0, 32, fields.entries(count, 4), false);
            }
            // QuickTime writes 1 for uncompressed audio, and means one frame (QuickTime File Format, sample
            // descriptions of audio).
            boolean pcm = format.pcmFrameBytes() > 0 && (constant == 1 || constant == format.pcmFrameBytes());
            long bytes = pcm ? format.pcmFrameBytes() : constant;
            if (count > fileSizeBytes / bytes) {
                throw new TruncatedMp4Exception(
                        box.type(),
                        box.offsetBytes(),
                        count + " samples of " + bytes + " bytes are more than the file: at least "
                                + (count * bytes - fileSizeBytes) + " bytes are missing",
                        SECTION);
            }
            return new Sizes(count, bytes, 32, NONE, pcm);
        }

        private static Sizes compact(Box box) {
            int bits = box.fields().skip(7).u8();
            BoxFields fields = box.fields().skip(8);
            long count = fields.u32();
            if (bits != 4 && bits != 8 && bits != 16) {
                throw box.malformed("field size " + bits + " (expected: 4, 8 or 16)", "ISO/IEC 14496-12, 8.7.3.3");
            }
            if (count > Integer.MAX_VALUE) {
                throw box.malformed(count + " entries do not fit into the box", "ISO/IEC 14496-12, 8.7.3.3");
            }
            return new Sizes(count, 0, bits, fields.entries((count * bits + 7) / 8, 1), false);
        }
    }
}
