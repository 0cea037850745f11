package dev.cliprange.mp4;

/** The smallest file that is a source: one second-long PCM track or less, made by hand. */
final class TinyMp4 {

    private static final int FRAME_BYTES = 4;

    private TinyMp4() {}

    /** @param mediaBytes of one chunk of 16-bit stereo at 48 kHz */
    static byte[] progressive(boolean moovFirst, int mediaBytes) {
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
        for (int box : new int[] {stbl, minf, mdia, trak, moov}) {
            writer.close(box);
        }
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
