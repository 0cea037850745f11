package dev.cliprange.movie.sample;

import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;
import java.nio.ByteBuffer;

/** Iterates over {@link SampleTables}. Each table has its own position. */
public final class TableCursor extends PlacedSampleCursor {

    /** PCM frames in one block, about 20 ms. */
    public static final int BLOCK_FRAMES = 1024;

    private final SampleTables tables;
    private long number;
    private int chunk = -1;
    private int chunkEntry = -1;
    private long leftInChunk;
    private int deltaEntry = -1;
    private long leftInDelta;
    private int offsetEntry = -1;
    private long leftInOffset;
    private int syncEntry;
    private int groupEntry = -1;
    private long leftInGroup;

    private boolean sync;
    private int entry;

    TableCursor(SampleTables tables, long startTicks) {
        super(startTicks, 0);
        this.tables = tables;
    }

    @Override
    public boolean advance() {
        if (number >= tables.sampleCount() || !moveToChunk()) {
            return false;
        }
        int frames = 1;
        if (tables.frameBytes() > 0) {
            frames = (int) Math.min(BLOCK_FRAMES, Math.min(leftInChunk, tables.sampleCount() - number));
        }
        moveSize(frames);
        moveTime(frames);
        moveFlags();
        number += frames;
        leftInChunk -= frames;
        return true;
    }

    /** Returns false if there is no further chunk. The samples then end here, even if {@code stsz} declares more. */
    private boolean moveToChunk() {
        if (leftInChunk > 0) {
            offsetBytes += sizeBytes;
            return true;
        }
        chunk++;
        int bytesEach = tables.wideChunkOffsets() ? 8 : 4;
        ByteBuffer offsets = tables.chunkOffsets();
        if (chunk >= offsets.limit() / bytesEach) {
            return false;
        }
        ByteBuffer runs = tables.sampleToChunk();
        int next = chunkEntry + 1;
        // The first run begins with the first chunk, even if it has another number.
        boolean begins = next == 0 || (next * 12 < runs.limit() && chunkNumber(next) == chunk + 1L);
        if (next * 12 < runs.limit() && begins) {
            chunkEntry = next;
            long description = runs.getInt(next * 12 + 8) & 0xFFFF_FFFFL;
            if (description < 1 || description > SampleTables.MAX_ENTRIES) {
                throw MalformedMp4Exception.contradiction(
                        tables.stbl().type(),
                        tables.stbl().offsetBytes(),
                        "stsc names sample entry " + description,
                        "ISO/IEC 14496-12, 8.7.4");
            }
            entry = (int) description - 1;
        }
        if (chunkEntry < 0) {
            throw disagree("stsc has no entry", "ISO/IEC 14496-12, 8.7.4");
        }
        leftInChunk = runs.getInt(chunkEntry * 12 + 4) & 0xFFFF_FFFFL;
        if (leftInChunk == 0) {
            throw disagree("stsc has a chunk without samples", "ISO/IEC 14496-12, 8.7.4");
        }
        offsetBytes = tables.wideChunkOffsets() ? offsets.getLong(chunk * 8) : offsets.getInt(chunk * 4) & 0xFFFF_FFFFL;
        return true;
    }

    private long chunkNumber(int run) {
        return tables.sampleToChunk().getInt(run * 12) & 0xFFFF_FFFFL;
    }

    private void moveSize(int frames) {
        long size = tables.constantSizeBytes() > 0 ? tables.constantSizeBytes() * frames : ownSize();
        if (size > Integer.MAX_VALUE || offsetBytes < 0 || offsetBytes > tables.fileSizeBytes() - size) {
            boolean located = size <= Integer.MAX_VALUE && offsetBytes >= 0;
            throw new TruncatedMp4Exception(
                    tables.stbl().type(),
                    tables.stbl().offsetBytes(),
                    "sample " + (number + 1) + " (" + size + " bytes at " + offsetBytes + ") is beyond the file's "
                            + tables.fileSizeBytes() + " bytes"
                            + (located
                                    ? ": at least " + (tables.endBytes() - tables.fileSizeBytes())
                                            + " bytes are missing"
                                    : ""),
                    SampleTables.SECTION);
        }
        sizeBytes = (int) size;
    }

    private long ownSize() {
        int at = (int) number;
        ByteBuffer sizes = tables.sizes();
        return switch (tables.sizeBits()) {
            case 4 -> at % 2 == 0 ? sizes.get(at / 2) >>> 4 & 0xF : sizes.get(at / 2) & 0xF;
            case 8 -> sizes.get(at) & 0xFF;
            case 16 -> sizes.getShort(at * 2) & 0xFFFF;
            default -> sizes.getInt(at * 4) & 0xFFFF_FFFFL;
        };
    }

    private void moveTime(int frames) {
        ByteBuffer deltas = tables.decodeDeltas();
        if (deltas.limit() == 0) {
            throw disagree("stts has no entry", "ISO/IEC 14496-12, 8.6.1.2");
        }
        while (leftInDelta == 0 && (deltaEntry + 1) * 8 < deltas.limit()) {
            deltaEntry++;
            leftInDelta = deltas.getInt(deltaEntry * 8) & 0xFFFF_FFFFL;
        }
        // A table that ends early continues with its last delta, as in players.
        long delta = deltas.getInt(deltaEntry * 8 + 4) & 0xFFFF_FFFFL;
        long duration = delta >= FIRST_NEGATIVE ? delta : delta * frames;
        if (duration > 0xFFFF_FFFFL) {
            throw disagree("a sample lasts " + duration + " ticks", "ISO/IEC 14496-12, 8.6.1.2");
        }
        lasts(duration);
        leftInDelta -= Math.min(frames, leftInDelta);
        moveCompositionOffset();
    }

    private void moveCompositionOffset() {
        ByteBuffer offsets = tables.compositionOffsets();
        while (leftInOffset == 0 && (offsetEntry + 1) * 8 < offsets.limit()) {
            offsetEntry++;
            leftInOffset = offsets.getInt(offsetEntry * 8) & 0xFFFF_FFFFL;
            // Version 0 is unsigned in the standard, but writers use negative numbers there too (8.6.1.3).
            compositionOffsetTicks = offsets.getInt(offsetEntry * 8 + 4);
        }
        if (leftInOffset == 0) {
            compositionOffsetTicks = 0;
            return;
        }
        leftInOffset--;
    }

    private void moveFlags() {
        sync = tables.allSync();
        ByteBuffer numbers = tables.syncNumbers();
        // Some writers count from 0. Players detect this in the first entry.
        long wanted = numbers.limit() > 0 && numbers.getInt(0) == 0 ? number : number + 1;
        while (syncEntry * 4 < numbers.limit() && (numbers.getInt(syncEntry * 4) & 0xFFFF_FFFFL) < wanted) {
            syncEntry++;
        }
        if (syncEntry * 4 < numbers.limit() && (numbers.getInt(syncEntry * 4) & 0xFFFF_FFFFL) == wanted) {
            sync = true;
        }
        ByteBuffer groups = tables.groupRuns();
        while (leftInGroup == 0 && (groupEntry + 1) * 8 < groups.limit()) {
            groupEntry++;
            leftInGroup = groups.getInt(groupEntry * 8) & 0xFFFF_FFFFL;
        }
        if (leftInGroup == 0) {
            roll = tables.rolls().defaultGroup();
            return;
        }
        roll = tables.rolls().group(groups.getInt(groupEntry * 8 + 4));
        leftInGroup--;
    }

    private MalformedMp4Exception disagree(String rule, String section) {
        return tables.stbl().malformed(rule, section);
    }

    @Override
    public boolean sync() {
        return sync;
    }

    @Override
    public int entry() {
        return entry;
    }

    @Override
    public int dependency() {
        long last = number - 1;
        int at = (int) Math.min(last, Integer.MAX_VALUE);
        return at < tables.dependencies().limit() ? tables.dependencies().get(at) & 0xFF : 0;
    }
}
