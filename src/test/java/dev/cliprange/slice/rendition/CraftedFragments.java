package dev.cliprange.slice.rendition;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.util.List;

/** The file of an encoder, made by hand: some tracks with the same frames, fragment by fragment. */
final class CraftedFragments {

    private static final int NO_SYNC = 0x101_0000;
    private static final int SYNC = 0x200_0000;
    private static final int FRAME_TICKS = 512;

    private CraftedFragments() {}

    /**
     * A sample.
     *
     * @param bytes its size
     * @param shift from decode time to composition time, in frames
     */
    record Sample(int bytes, int shift, boolean sync) {}

    /**
     * Writes a file. Each byte of a sample is the number of its track, from 1, times 16, plus that of the sample in its
     * fragment.
     *
     * @param heights of the tracks
     * @param fragments each with the samples that every track has
     */
    static byte[] write(List<Integer> heights, List<List<Sample>> fragments) {
        var writer = new BoxWriter();
        int ftyp = writer.open(FourCc.of("ftyp"));
        writer.u32(FourCc.of("iso5")).u32(0);
        writer.close(ftyp);
        int moov = writer.open(FourCc.of("moov"));
        for (int i = 0; i < heights.size(); i++) {
            track(writer, i + 1, heights.get(i));
        }
        int mvex = writer.open(FourCc.of("mvex"));
        for (int i = 0; i < heights.size(); i++) {
            int trex = writer.open(FourCc.of("trex"), 0, 0);
            writer.u32(i + 1L).u32(1).u32(FRAME_TICKS).u32(0).u32(NO_SYNC);
            writer.close(trex);
        }
        writer.close(mvex);
        writer.close(moov);
        int frames = 0;
        for (List<Sample> samples : fragments) {
            fragment(writer, heights.size(), frames, samples);
            frames += samples.size();
        }
        return writer.toByteArray();
    }

    private static void track(BoxWriter writer, int id, int height) {
        int trak = writer.open(FourCc.of("trak"));
        int tkhd = writer.open(FourCc.of("tkhd"), 0, 3);
        writer.zeros(8).u32(id).zeros(68);
        writer.close(tkhd);
        int mdia = writer.open(FourCc.of("mdia"));
        int minf = writer.open(FourCc.of("minf"));
        int stbl = writer.open(FourCc.of("stbl"));
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        writer.u32(1);
        int entry = writer.open(FourCc.of("vp09"));
        writer.zeros(6).u16(1).zeros(16).u16(2 * height).u16(height).zeros(50);
        int vpcc = writer.open(FourCc.of("vpcC"), 1, 0);
        writer.u8(0).u8(10).u8(0x82).u8(2).u8(2).u8(2).u16(0);
        writer.close(vpcc);
        writer.close(entry);
        for (int box : new int[] {stsd, stbl, minf, mdia, trak}) {
            writer.close(box);
        }
    }

    private static void fragment(BoxWriter writer, int tracks, int framesBefore, List<Sample> samples) {
        int start = writer.length();
        int moof = writer.open(FourCc.of("moof"));
        var places = new int[tracks];
        for (int i = 0; i < tracks; i++) {
            int traf = writer.open(FourCc.of("traf"));
            int tfhd = writer.open(FourCc.of("tfhd"), 0, 0x20000);
            writer.u32(i + 1L);
            writer.close(tfhd);
            int tfdt = writer.open(FourCc.of("tfdt"), 1, 0);
            writer.u64((long) framesBefore * FRAME_TICKS);
            writer.close(tfdt);
            // Offset, first flags, sizes, composition offsets.
            int trun = writer.open(FourCc.of("trun"), 1, 0xA05);
            writer.u32(samples.size());
            places[i] = writer.length();
            writer.u32(0).u32(samples.getFirst().sync() ? SYNC : NO_SYNC);
            samples.forEach(sample -> writer.u32(sample.bytes()).u32((long) sample.shift() * FRAME_TICKS));
            writer.close(trun);
            writer.close(traf);
        }
        writer.close(moof);
        int mdat = writer.open(FourCc.of("mdat"));
        for (int i = 0; i < tracks; i++) {
            writer.setU32(places[i], writer.length() - (long) start);
            for (int number = 0; number < samples.size(); number++) {
                for (int b = 0; b < samples.get(number).bytes(); b++) {
                    writer.u8((i + 1) * 16 + number);
                }
            }
        }
        writer.close(mdat);
    }
}
