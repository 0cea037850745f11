package dev.cliprange.index;

import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Encodes and decodes pages. The package documentation explains the layout. */
final class PageCodec {

    /** The version of encoded pages. */
    private static final int FORMAT_VERSION = 1;

    private static final int ALWAYS_ALLOWED = 1 << 16;
    private static final int SAMPLES_PER_BYTE = 16;
    private static final long LONGEST_TICKS = 0xFFFF_FFFFL;

    private PageCodec() {}

    /** @throws UnsupportedMp4Exception if {@link #decode} would reject the page */
    static byte[] encode(List<TrackSamples> tracks) {
        var writer = new PackedWriter();
        writer.number(FORMAT_VERSION).number(tracks.size());
        var chunks = new ArrayList<Chunk>();
        for (int track = 0; track < tracks.size(); track++) {
            writeTrack(writer, tracks.get(track));
            addChunks(chunks, track, tracks.get(track));
        }
        writeChunks(writer, inFileOrder(chunks, tracks.size()));
        byte[] page = writer.toByteArray();
        requireReadable(tracks, page.length);
        return page;
    }

    /** Identical samples take no space. No playable file has that many of them in such a small page. */
    private static void requireReadable(List<TrackSamples> tracks, int pageBytes) {
        for (TrackSamples samples : tracks) {
            if (samples.count() > mostSamples(pageBytes)) {
                throw new UnsupportedMp4Exception(
                        FourCc.of("stsz"),
                        0,
                        samples.count() + " samples that are all alike between two points to cut at",
                        "ISO/IEC 14496-12, 8.7.3",
                        UnsupportedMp4Exception.Remedy.REMUX);
            }
        }
    }

    /** The largest number of samples of one track that a reader accepts in a page of this size. */
    private static long mostSamples(int pageBytes) {
        return ALWAYS_ALLOWED + (long) SAMPLES_PER_BYTE * pageBytes;
    }

    static List<TrackSamples> decode(ByteBuffer bytes, List<TrackDescription> descriptions) {
        var reader = new PackedReader(bytes);
        if (reader.number() != FORMAT_VERSION) {
            throw new MalformedIndexException("a page of another version");
        }
        if (reader.count(descriptions.size()) != descriptions.size()) {
            throw new MalformedIndexException("a page with another number of tracks");
        }
        var tracks = new ArrayList<TrackSamples>();
        var offsets = new ArrayList<long[]>();
        for (TrackDescription description : descriptions) {
            long firstNumber = reader.number();
            int count = reader.count(mostSamples(reader.size()));
            var trackOffsets = new long[count];
            offsets.add(trackOffsets);
            tracks.add(readTrack(reader, description, firstNumber, trackOffsets));
        }
        readChunks(reader, tracks, offsets);
        reader.end();
        return tracks;
    }

    private static void writeTrack(PackedWriter writer, TrackSamples samples) {
        int count = samples.count();
        writer.number(samples.firstNumber()).number(count);
        if (count == 0) {
            return;
        }
        var durations = new long[count];
        for (int i = 0; i < count; i++) {
            durations[i] = samples.durationTicks(i);
            requireWritable(durations[i]);
        }
        writer.signed(samples.decodeTicks(0));
        Column.write(writer, durations, count);
        Column.write(writer, samples.compositionOffsets(), count);
        Column.write(writer, samples.sizes(), count);
        Column.write(writer, samples.flags(), count);
    }

    /** A duration in a clip's {@code stts} is an unsigned 32-bit number. */
    private static void requireWritable(long durationTicks) {
        if (durationTicks < 0 || durationTicks > LONGEST_TICKS) {
            throw new UnsupportedMp4Exception(
                    FourCc.of("stts"),
                    0,
                    "a sample of " + durationTicks + " ticks",
                    "ISO/IEC 14496-12, 8.6.1.2",
                    UnsupportedMp4Exception.Remedy.REMUX);
        }
    }

    private static TrackSamples readTrack(
            PackedReader reader, TrackDescription description, long firstNumber, long[] offsets) {
        int count = offsets.length;
        var times = new long[count + 1];
        if (count == 0) {
            return new TrackSamples(firstNumber, 0, offsets, new int[0], times, new int[0], new int[0]);
        }
        times[0] = reader.signed();
        long[] durations = Column.readLongs(reader, count, 0, LONGEST_TICKS);
        for (int i = 0; i < count; i++) {
            times[i + 1] = times[i] + durations[i];
        }
        int[] compositionOffsets = Column.read(reader, count);
        int[] sizes = Column.read(reader, count);
        int[] flags = Column.read(reader, count);
        for (int i = 0; i < count; i++) {
            if (sizes[i] < 0
                    || SampleFlags.entry(flags[i]) >= description.entries().size()) {
                throw new MalformedIndexException("a sample of negative size, or of an unknown entry");
            }
        }
        return new TrackSamples(
                firstNumber, description.window().shiftTicks(), offsets, sizes, times, compositionOffsets, flags);
    }

    /** Samples that are contiguous in the file. */
    private record Chunk(int track, int samples, long offsetBytes, long endBytes) {}

    private static void addChunks(List<Chunk> chunks, int track, TrackSamples samples) {
        int start = 0;
        for (int i = 1; i <= samples.count(); i++) {
            long end = samples.offsetBytes(i - 1) + samples.sizeBytes(i - 1);
            if (i == samples.count() || samples.offsetBytes(i) != end) {
                chunks.add(new Chunk(track, i - start, samples.offsetBytes(start), end));
                start = i;
            }
        }
    }

    /** Merges the chunks by offset. The chunks of one track keep their order. */
    private static List<Chunk> inFileOrder(List<Chunk> chunks, int tracks) {
        var next = new int[tracks];
        var perTrack = new ArrayList<List<Chunk>>();
        for (int track = 0; track < tracks; track++) {
            int wanted = track;
            perTrack.add(chunks.stream().filter(chunk -> chunk.track == wanted).toList());
        }
        var merged = new ArrayList<Chunk>(chunks.size());
        while (merged.size() < chunks.size()) {
            int lowest = -1;
            long lowestOffset = Long.MAX_VALUE;
            for (int track = 0; track < tracks; track++) {
                List<Chunk> own = perTrack.get(track);
                if (next[track] < own.size() && own.get(next[track]).offsetBytes < lowestOffset) {
                    lowest = track;
                    lowestOffset = own.get(next[track]).offsetBytes;
                }
            }
            merged.add(perTrack.get(lowest).get(next[lowest]++));
        }
        return merged;
    }

    private static void writeChunks(PackedWriter writer, List<Chunk> chunks) {
        writer.number(chunks.size());
        long position = 0;
        for (Chunk chunk : chunks) {
            writer.number(chunk.track).number(chunk.samples).signed(chunk.offsetBytes - position);
            position = chunk.endBytes;
        }
    }

    private static void readChunks(PackedReader reader, List<TrackSamples> tracks, List<long[]> offsets) {
        var filled = new int[tracks.size()];
        int chunks = reader.count(reader.size());
        long position = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int track = reader.count(tracks.size() - 1L);
            TrackSamples samples = tracks.get(track);
            int count = reader.count(samples.count() - filled[track]);
            position += reader.signed();
            if (position < 0) {
                throw new MalformedIndexException("a negative offset");
            }
            for (int end = filled[track] + count; filled[track] < end; filled[track]++) {
                offsets.get(track)[filled[track]] = position;
                position += samples.sizeBytes(filled[track]);
            }
        }
        for (int track = 0; track < tracks.size(); track++) {
            if (filled[track] != tracks.get(track).count()) {
                throw new MalformedIndexException("samples without an offset");
            }
        }
    }
}
