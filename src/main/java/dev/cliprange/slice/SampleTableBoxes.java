package dev.cliprange.slice;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.index.TrackSamples;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Writes {@code stbl} (ISO/IEC 14496-12, 8.5 to 8.7). */
final class SampleTableBoxes {

    private final BoxWriter writer;
    private final ClipTrack track;
    private final TrackSamples samples;

    SampleTableBoxes(BoxWriter writer, ClipTrack track) {
        this.writer = writer;
        this.track = track;
        this.samples = track.samples();
    }

    void write(List<MediaChunk> chunks, MediaRanges ranges, ChunkOffsets offsets) {
        int stbl = writer.open(FourCc.of("stbl"));
        sampleEntries();
        decodeDeltas();
        compositionOffsets();
        syncSamples();
        dependencies();
        sizes();
        samplesToChunks(chunks);
        int stco = writer.open(FourCc.of(offsets.wide() ? "co64" : "stco"), 0, 0);
        writer.u32(chunks.size());
        for (MediaChunk chunk : chunks) {
            offsets.add(writer, ranges.position(chunk.offsetBytes()));
        }
        writer.close(stco);
        rollGroups();
        writer.close(stbl);
    }

    private void sampleEntries() {
        List<SampleEntry> entries = track.description().entries();
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        writer.u32(entries.size());
        entries.forEach(entry -> writer.bytes(entry.toByteArray()));
        writer.close(stsd);
    }

    private void decodeDeltas() {
        int stts = writer.open(FourCc.of("stts"), 0, 0);
        runs(i -> (int) (samples.durationTicks(i) / track.fileSamples(i)));
        writer.close(stts);
    }

    private void compositionOffsets() {
        boolean any = false;
        for (int i = 0; i < samples.count() && !any; i++) {
            any = samples.compositionOffsetTicks(i) + track.raisedTicks() != 0;
        }
        if (any) {
            int ctts = writer.open(FourCc.of("ctts"), 0, 0);
            runs(i -> samples.compositionOffsetTicks(i) + track.raisedTicks());
            writer.close(ctts);
        }
    }

    /** Writes the number of entries, then count and value of each entry. */
    private void runs(IntUnaryOperator values) {
        int place = writer.length();
        writer.u32(0);
        int entries = 0;
        int count = 0;
        for (int i = 0; i < samples.count(); i++) {
            count += track.fileSamples(i);
            if (i + 1 == samples.count() || values.applyAsInt(i) != values.applyAsInt(i + 1)) {
                writer.u32(count).u32(values.applyAsInt(i));
                entries++;
                count = 0;
            }
        }
        writer.setU32(place, entries);
    }

    /** Writes {@code stss}. The first sample always counts as a sync sample, because the clip has nothing before it. */
    private void syncSamples() {
        int sync = 0;
        for (int i = 0; i < samples.count(); i++) {
            sync += samples.sync(i) ? 1 : 0;
        }
        if (sync == samples.count()) {
            return;
        }
        int stss = writer.open(FourCc.of("stss"), 0, 0);
        writer.u32(samples.sync(0) ? sync : sync + 1);
        for (int i = 0; i < samples.count(); i++) {
            if (i == 0 || samples.sync(i)) {
                writer.u32(i + 1L);
            }
        }
        writer.close(stss);
    }

    private void dependencies() {
        boolean any = false;
        for (int i = 0; i < samples.count() && !any; i++) {
            any = samples.dependency(i) != 0;
        }
        if (any) {
            int sdtp = writer.open(FourCc.of("sdtp"), 0, 0);
            for (int i = 0; i < samples.count(); i++) {
                writer.u8(samples.dependency(i));
            }
            writer.close(sdtp);
        }
    }

    private void sizes() {
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        if (track.description().frameBytes() > 0) {
            long frames = 0;
            for (int i = 0; i < samples.count(); i++) {
                frames += track.fileSamples(i);
            }
            writer.u32(track.description().frameBytes()).u32(frames);
        } else {
            ownSizes();
        }
        writer.close(stsz);
    }

    private void ownSizes() {
        boolean constant = samples.sizeBytes(0) > 0;
        for (int i = 1; i < samples.count() && constant; i++) {
            constant = samples.sizeBytes(i) == samples.sizeBytes(0);
        }
        writer.u32(constant ? samples.sizeBytes(0) : 0).u32(samples.count());
        for (int i = 0; i < samples.count() && !constant; i++) {
            writer.u32(samples.sizeBytes(i));
        }
    }

    private void samplesToChunks(List<MediaChunk> chunks) {
        int stsc = writer.open(FourCc.of("stsc"), 0, 0);
        int place = writer.length();
        writer.u32(0);
        int entries = 0;
        for (int i = 0; i < chunks.size(); i++) {
            MediaChunk chunk = chunks.get(i);
            boolean same = i > 0
                    && chunks.get(i - 1).samples() == chunk.samples()
                    && chunks.get(i - 1).entry() == chunk.entry();
            if (!same) {
                writer.u32(i + 1L).u32(chunk.samples()).u32(chunk.entry() + 1L);
                entries++;
            }
        }
        writer.setU32(place, entries);
        writer.close(stsc);
    }

    /** ISO/IEC 14496-12, 8.9 and 10.1. */
    private void rollGroups() {
        boolean any = false;
        for (int i = 0; i < samples.count() && !any; i++) {
            any = samples.roll(i) != 0;
        }
        List<Integer> distances = track.description().rollDistances();
        if (!any || distances.isEmpty()) {
            return;
        }
        int sgpd = writer.open(FourCc.of("sgpd"), 1, 0);
        writer.u32(FourCc.of("roll")).u32(2).u32(distances.size());
        distances.forEach(writer::u16);
        writer.close(sgpd);
        int sbgp = writer.open(FourCc.of("sbgp"), 0, 0);
        writer.u32(FourCc.of("roll"));
        runs(samples::roll);
        writer.close(sbgp);
    }
}
