package dev.cliprange.mp4;

import java.nio.ByteBuffer;

/** The smallest file that is a source: one second-long PCM track or less, made by hand. */
public final class TinyMp4 {

    private static final int FRAME_BYTES = 4;

    private TinyMp4() {}

    /** @param mediaBytes of one chunk of 16-bit stereo at 48 kHz */
    public static byte[] progressive(boolean moovFirst, int mediaBytes) {
        var writer = new BoxWriter();
        int ftyp = writer.open(FourCc.of("ftyp"));
        writer.u32(FourCc.of("isom")).u32(0);
        writer.close(ftyp);
        int moovBytes = moovFirst ? moov(0, mediaBytes).length : 0;
        long media = writer.length() + moovBytes + 8L;
        byte[] moov = moov(media, mediaBytes);
        if (moovFirst) {
            writer.bytes(moov);
        }
        int mdat = writer.open(FourCc.of("mdat"));
        writer.zeros(mediaBytes);
        writer.close(mdat);
        if (!moovFirst) {
            writer.bytes(moov);
        }
        return writer.toByteArray();
    }

    /**
     * @param samples in each run, 4 bytes and 1024 ticks each
     * @param runs in each fragment, all over the same media
     */
    static byte[] fragmented(int fragments, int samples, int runs) {
        var writer = new BoxWriter();
        int ftyp = writer.open(FourCc.of("ftyp"));
        writer.u32(FourCc.of("iso5")).u32(0);
        writer.close(ftyp);
        writer.bytes(moov(0, 0));
        for (int i = 0; i < fragments; i++) {
            fragment(writer, samples, runs);
            int mdat = writer.open(FourCc.of("mdat"));
            writer.zeros(samples * FRAME_BYTES);
            writer.close(mdat);
        }
        return writer.toByteArray();
    }

    /** With an {@code mfra} behind it that names every so many fragments, and all offsets so many bytes off. */
    static byte[] withFragmentIndex(byte[] fragmented, int every, int offBytes) {
        var writer = new BoxWriter();
        writer.bytes(fragmented);
        ByteBuffer file = ByteBuffer.wrap(fragmented);
        int start = writer.length();
        int mfra = writer.open(FourCc.of("mfra"));
        int tfra = writer.open(FourCc.of("tfra"), 1, 0);
        writer.u32(1).u32(0);
        int count = writer.length();
        writer.u32(0);
        int found = 0;
        for (int at = 0; at < file.limit(); at += file.getInt(at)) {
            if (file.getInt(at + 4) == FourCc.of("moof") && found++ % every == 0) {
                writer.u64(0).u64(at + offBytes).u8(1).u8(1).u8(1);
            }
        }
        writer.setU32(count, Math.ceilDiv(found, every));
        writer.close(tfra);
        int mfro = writer.open(FourCc.of("mfro"), 0, 0);
        writer.u32(writer.length() + 4 - start);
        writer.close(mfro);
        writer.close(mfra);
        return writer.toByteArray();
    }

    private static void fragment(BoxWriter writer, int samples, int runs) {
        int start = writer.length();
        int moof = writer.open(FourCc.of("moof"));
        int traf = writer.open(FourCc.of("traf"));
        int tfhd = writer.open(FourCc.of("tfhd"), 0, 0x20000);
        writer.u32(1);
        writer.close(tfhd);
        var places = new int[runs];
        for (int i = 0; i < runs; i++) {
            int trun = writer.open(FourCc.of("trun"), 0, 1);
            writer.u32(samples);
            places[i] = writer.length();
            writer.u32(0);
            writer.close(trun);
        }
        writer.close(traf);
        writer.close(moof);
        for (int place : places) {
            writer.setU32(place, writer.length() - start + 8L);
        }
    }

    private static byte[] moov(long mediaOffset, int mediaBytes) {
        long frames = mediaBytes / FRAME_BYTES;
        var writer = new BoxWriter();
        int moov = writer.open(FourCc.of("moov"));
        int mvhd = writer.open(FourCc.of("mvhd"), 0, 0);
        writer.zeros(8).u32(1000).u32(frames / 48).zeros(80);
        writer.close(mvhd);
        int trak = writer.open(FourCc.of("trak"));
        int tkhd = writer.open(FourCc.of("tkhd"), 0, 3);
        writer.zeros(8).u32(1).zeros(4).u32(frames / 48).zeros(60);
        writer.close(tkhd);
        int mdia = writer.open(FourCc.of("mdia"));
        int mdhd = writer.open(FourCc.of("mdhd"), 0, 0);
        writer.zeros(8).u32(48_000).u32(frames).u16(0x55C4).zeros(2);
        writer.close(mdhd);
        int hdlr = writer.open(FourCc.of("hdlr"), 0, 0);
        writer.zeros(4).u32(FourCc.of("soun")).zeros(13);
        writer.close(hdlr);
        int minf = writer.open(FourCc.of("minf"));
        int stbl = writer.open(FourCc.of("stbl"));
        sampleEntry(writer);
        table(writer, "stts", frames, 1);
        table(writer, "stsc", 1, frames == 0 ? 1 : frames, 1);
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        writer.u32(FRAME_BYTES).u32(frames);
        writer.close(stsz);
        table(writer, "stco", mediaOffset);
        for (int box : new int[] {stbl, minf, mdia, trak}) {
            writer.close(box);
        }
        if (mediaBytes == 0) {
            int mvex = writer.open(FourCc.of("mvex"));
            int trex = writer.open(FourCc.of("trex"), 0, 0);
            writer.u32(1).u32(1).u32(1024).u32(FRAME_BYTES).u32(0);
            writer.close(trex);
            writer.close(mvex);
        }
        writer.close(moov);
        return writer.toByteArray();
    }

    private static void sampleEntry(BoxWriter writer) {
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        writer.u32(1);
        int entry = writer.open(FourCc.of("sowt"));
        writer.zeros(6).u16(1).zeros(8).u16(2).u16(16).zeros(4).u32(48_000L << 16);
        writer.close(entry);
        writer.close(stsd);
    }

    /** One entry. */
    private static void table(BoxWriter writer, String type, long... fields) {
        int box = writer.open(FourCc.of(type), 0, 0);
        writer.u32(1);
        for (long field : fields) {
            writer.u32(field);
        }
        writer.close(box);
    }
}
