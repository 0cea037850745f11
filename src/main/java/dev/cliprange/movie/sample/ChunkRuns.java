package dev.cliprange.movie.sample;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.MalformedMp4Exception;
import java.nio.ByteBuffer;

/**
 * The runs of {@code stsc} (ISO/IEC 14496-12, 8.7.4). A run has the number of its first chunk from 1, the samples in
 * each chunk, and the sample entry.
 *
 * <p>Some files have runs that break the rules. They are corrected as FFmpeg and Chromium correct them. The result is
 * used only if it has as many samples as {@code stsz}. Otherwise the places of the samples are unknown.
 */
final class ChunkRuns {

    private static final int RUN_BYTES = 12;
    private static final String SECTION = "ISO/IEC 14496-12, 8.7.4";

    /** More runs are not corrected. */
    private static final int MOST_CORRECTED = 1 << 16;

    private final Box stsc;
    private final long chunks;
    private final ByteBuffer runs;

    private ChunkRuns(Box stsc, ByteBuffer runs, long chunks) {
        this.stsc = stsc;
        this.runs = runs;
        this.chunks = chunks;
    }

    /**
     * Returns the runs for a cursor: 12 bytes each, in ascending order, with at least one sample per chunk.
     *
     * @param chunks the number of chunks in {@code stco} or {@code co64}
     * @param samples the number of samples of the track
     * @throws MalformedMp4Exception if the runs contradict the other tables
     */
    static ByteBuffer parse(Box stsc, long chunks, long samples) {
        BoxFields fields = stsc.fields().skip(4);
        ByteBuffer written = fields.entries(fields.u32(), RUN_BYTES);
        var table = new ChunkRuns(stsc, written, chunks);
        if (chunks == 0 || table.count() == 0) {
            return written;
        }
        int broken = table.firstBroken();
        if (broken == table.count()) {
            table.requireLastChunk();
            return written;
        }
        if (table.count() > MOST_CORRECTED) {
            throw table.contradiction(broken);
        }
        ChunkRuns corrected = table.corrected();
        corrected.requireLastChunk();
        if (corrected.firstBroken() < corrected.count() || corrected.samples() != samples) {
            throw table.contradiction(broken);
        }
        return corrected.runs;
    }

    private int count() {
        return runs.limit() / RUN_BYTES;
    }

    private long first(int run) {
        return runs.getInt(run * RUN_BYTES) & 0xFFFF_FFFFL;
    }

    private int samplesEach(int run) {
        return runs.getInt(run * RUN_BYTES + 4);
    }

    private int entry(int run) {
        return runs.getInt(run * RUN_BYTES + 8);
    }

    /**
     * Returns the first broken run, or {@link #count()} if there is none. Readers ignore the number of the first chunk,
     * so it may be wrong.
     */
    private int firstBroken() {
        for (int run = 0; run < count(); run++) {
            if (isBroken(run)) {
                return run;
            }
        }
        return count();
    }

    private boolean isBroken(int run) {
        boolean ascending = run == 0 || first(run) > first(run - 1);
        boolean only = count() == 1;
        return !ascending || (!only && first(run) < run + 1L) || samplesEach(run) < 1 || entry(run) < 1;
    }

    /** From the last run to the first one, a broken run becomes the beginning of the run after it. */
    private ChunkRuns corrected() {
        var copy = ByteBuffer.allocate(runs.limit());
        copy.put(0, runs, 0, runs.limit());
        var table = new ChunkRuns(stsc, copy, chunks);
        int last = table.count() - 1;
        while (last > 0 && table.isBroken(last) && table.samplesEach(last) == 0) {
            last--;
            table = new ChunkRuns(stsc, copy.slice(0, (last + 1) * RUN_BYTES), chunks);
        }
        for (int run = last; run >= 0; run--) {
            boolean crossed = run < last && table.first(run) >= table.first(run + 1);
            if (!crossed && !table.isBroken(run)) {
                continue;
            }
            if (run == last) {
                long least = run == 0 ? 1 : Math.max(run + 1L, table.first(run - 1) + 1);
                table.set(
                        run,
                        Math.max(table.first(run), least),
                        Math.max(table.samplesEach(run), 1),
                        Math.max(table.entry(run), 1));
            } else {
                table.set(run, table.first(run + 1) - 1, table.samplesEach(run + 1), table.entry(run + 1));
            }
        }
        return table;
    }

    private void set(int run, long first, int samplesEach, int entry) {
        runs.putInt(run * RUN_BYTES, (int) Math.min(first, Integer.MAX_VALUE));
        runs.putInt(run * RUN_BYTES + 4, samplesEach);
        runs.putInt(run * RUN_BYTES + 8, entry);
    }

    /** The number of samples in all chunks. */
    private long samples() {
        long samples = 0;
        for (int run = 0; run < count(); run++) {
            long from = run == 0 ? 1 : first(run);
            long to = run + 1 < count() ? first(run + 1) : chunks + 1;
            samples += Math.max(0, Math.min(to, chunks + 1) - from) * samplesEach(run);
        }
        return samples;
    }

    private void requireLastChunk() {
        int last = count() - 1;
        if (first(last) > chunks) {
            throw MalformedMp4Exception.contradiction(
                    stsc.type(),
                    stsc.offsetBytes(),
                    "a run of chunks begins with chunk " + first(last) + " of " + chunks,
                    SECTION);
        }
    }

    private MalformedMp4Exception contradiction(int run) {
        return MalformedMp4Exception.contradiction(
                stsc.type(),
                stsc.offsetBytes(),
                "run " + (run + 1) + " of chunks (first chunk " + first(run) + ", "
                        + (samplesEach(run) & 0xFFFF_FFFFL) + " samples in each, sample entry "
                        + (entry(run) & 0xFFFF_FFFFL)
                        + ") contradicts the others, so the places of the samples are not known",
                SECTION);
    }
}
