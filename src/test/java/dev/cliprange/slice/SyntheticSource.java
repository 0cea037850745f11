package dev.cliprange.slice;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A source made by hand, so that every byte of a clip's header is known: four seconds at 25 fps, a sync sample each second,
 * one reordered frame after each other one, no sound, no real pictures.
 */
public final class SyntheticSource {

    static final int FRAMES = 100;
    private static final int TICKS = 512;

    private SyntheticSource() {}

    public static SourceFile write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, bytes());
        return SourceFile.indexBelieved(file, 2_000_000);
    }

    static byte[] bytes() {
        var writer = new BoxWriter();
        int ftyp = writer.open(FourCc.of("ftyp"));
        writer.u32(FourCc.of("isom")).u32(0);
        writer.close(ftyp);
        int mdat = writer.open(FourCc.of("mdat"));
        int media = writer.length();
        for (int i = 0; i < FRAMES; i++) {
            for (int b = 0; b < size(i); b++) {
                writer.u8(i);
            }
        }
        writer.close(mdat);
        moov(writer, media);
        return writer.toByteArray();
    }

    private static int size(int frame) {
        return 40 + frame % 7;
    }

    private static void moov(BoxWriter writer, int media) {
        int moov = writer.open(FourCc.of("moov"));
        int mvhd = writer.open(FourCc.of("mvhd"), 0, 0);
        writer.zeros(8).u32(1000).u32(4000).zeros(80);
        writer.close(mvhd);
        int trak = writer.open(FourCc.of("trak"));
        int tkhd = writer.open(FourCc.of("tkhd"), 0, 3);
        writer.zeros(8).u32(1).zeros(4).u32(4000).zeros(16);
        for (int value : new int[] {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000}) {
            writer.u32(value);
        }
        writer.u32(160 << 16).u32(120 << 16);
        writer.close(tkhd);
        int edts = writer.open(FourCc.of("edts"));
        int elst = writer.open(FourCc.of("elst"), 0, 0);
        writer.u32(1).u32(4000).u32(TICKS).u32(0x10000);
        writer.close(elst);
        writer.close(edts);
        int mdia = writer.open(FourCc.of("mdia"));
        int mdhd = writer.open(FourCc.of("mdhd"), 0, 0);
        writer.zeros(8).u32(25 * TICKS).u32(FRAMES * TICKS).u16(0x55C4).zeros(2);
        writer.close(mdhd);
        int hdlr = writer.open(FourCc.of("hdlr"), 0, 0);
        writer.zeros(4).u32(FourCc.of("vide")).zeros(13);
        writer.close(hdlr);
        int minf = writer.open(FourCc.of("minf"));
        int stbl = writer.open(FourCc.of("stbl"));
        tables(writer, media);
        for (int box : new int[] {stbl, minf, mdia, trak, moov}) {
            writer.close(box);
        }
    }

    private static void tables(BoxWriter writer, int media) {
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        writer.u32(1);
        int entry = writer.open(FourCc.of("vp09"));
        writer.zeros(6).u16(1).zeros(16).u16(160).u16(120).zeros(50);
        int vpcc = writer.open(FourCc.of("vpcC"), 1, 0);
        writer.u8(0).u8(10).u8(0x82).u8(2).u8(2).u8(2).u16(0);
        writer.close(vpcc);
        writer.close(entry);
        writer.close(stsd);
        int stts = writer.open(FourCc.of("stts"), 0, 0);
        writer.u32(1).u32(FRAMES).u32(TICKS);
        writer.close(stts);
        int ctts = writer.open(FourCc.of("ctts"), 0, 0);
        writer.u32(FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            int inGop = i % 25;
            writer.u32(1).u32(inGop == 0 ? TICKS : inGop % 2 == 1 ? 2 * TICKS : 0);
        }
        writer.close(ctts);
        int stss = writer.open(FourCc.of("stss"), 0, 0);
        writer.u32(4).u32(1).u32(26).u32(51).u32(76);
        writer.close(stss);
        int stsc = writer.open(FourCc.of("stsc"), 0, 0);
        writer.u32(1).u32(1).u32(FRAMES).u32(1);
        writer.close(stsc);
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        writer.u32(0).u32(FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            writer.u32(size(i));
        }
        writer.close(stsz);
        int stco = writer.open(FourCc.of("stco"), 0, 0);
        writer.u32(1).u32(media);
        writer.close(stco);
    }
}
