package dev.cliprange.slice;

import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code moov} written field by field, for what no encoder writes: tables that lie, and sizes and times of 64 bits. The
 * caller says what is in the tables; the rest is as small as a reader takes it.
 */
final class CraftedMovie {

    /** Movie timescale. */
    static final int MOVIE_TICKS = 1000;

    private static final int[] MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    /** Writes the boxes inside a track's {@code stbl}, but for {@code stsd}. */
    @FunctionalInterface
    interface Tables {
        void write(BoxWriter writer);
    }

    private enum Media {
        VP9,
        USAC,
        AC3
    }

    private record Track(Media media, int timescale, boolean wide, long[] edit, Tables tables) {}

    private final List<Track> tracks = new ArrayList<>();
    private int defaultSizeBytes;
    private int defaultDurationTicks;

    CraftedMovie video(int timescale, Tables tables) {
        tracks.add(new Track(Media.VP9, timescale, false, new long[0], tables));
        return this;
    }

    /** USAC, whose packets depend on each other. */
    CraftedMovie audio(int timescale, Tables tables) {
        tracks.add(new Track(Media.USAC, timescale, false, new long[0], tables));
        return this;
    }

    /** AC-3, whose packets do not. */
    CraftedMovie packets(int timescale, Tables tables) {
        tracks.add(new Track(Media.AC3, timescale, false, new long[0], tables));
        return this;
    }

    /** A video with version 1 headers, and an edit list of one entry. */
    CraftedMovie wideVideo(int timescale, long editDurationTicks, long editMediaTicks, Tables tables) {
        tracks.add(new Track(Media.VP9, timescale, true, new long[] {editDurationTicks, editMediaTicks}, tables));
        return this;
    }

    /** A video whose samples all come in fragments, with what holds for those that do not say otherwise. */
    CraftedMovie fragmentedVideo(int timescale, int sizeBytes, int durationTicks) {
        defaultSizeBytes = sizeBytes;
        defaultDurationTicks = durationTicks;
        return video(timescale, writer -> {
            table(writer, "stts", 2);
            table(writer, "stsc", 3);
            constantSizes(writer, 0, 0);
            table(writer, "stco", 1);
        });
    }

    static void fileType(BoxWriter writer) {
        int ftyp = writer.open(FourCc.of("ftyp"));
        writer.u32(FourCc.of("isom")).u32(0);
        writer.close(ftyp);
    }

    /** One table of entries of as many 32-bit fields as are given for each. */
    static void table(BoxWriter writer, String type, int fieldsEach, long... fields) {
        int box = writer.open(FourCc.of(type), 0, 0);
        writer.u32(fields.length / fieldsEach);
        for (long field : fields) {
            writer.u32(field);
        }
        writer.close(box);
    }

    static void constantSizes(BoxWriter writer, long bytes, long count) {
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        writer.u32(bytes).u32(count);
        writer.close(stsz);
    }

    void write(BoxWriter writer) {
        int moov = writer.open(FourCc.of("moov"));
        boolean wide = tracks.getFirst().wide;
        int mvhd = writer.open(FourCc.of("mvhd"), wide ? 1 : 0, 0);
        writer.zeros(wide ? 16 : 8).u32(MOVIE_TICKS).zeros(wide ? 88 : 84);
        writer.close(mvhd);
        for (int i = 0; i < tracks.size(); i++) {
            track(writer, tracks.get(i), i + 1);
        }
        if (defaultSizeBytes > 0) {
            int mvex = writer.open(FourCc.of("mvex"));
            int trex = writer.open(FourCc.of("trex"), 0, 0);
            writer.u32(1).u32(1).u32(defaultDurationTicks).u32(defaultSizeBytes).u32(0);
            writer.close(trex);
            writer.close(mvex);
        }
        writer.close(moov);
    }

    private static void track(BoxWriter writer, Track track, int id) {
        int trak = writer.open(FourCc.of("trak"));
        int tkhd = writer.open(FourCc.of("tkhd"), track.wide ? 1 : 0, 3);
        writer.zeros(track.wide ? 16 : 8).u32(id).zeros(track.wide ? 12 : 8).zeros(16);
        for (int value : MATRIX) {
            writer.u32(value);
        }
        writer.u32(160 << 16).u32(120 << 16);
        writer.close(tkhd);
        if (track.edit.length > 0) {
            edit(writer, track);
        }
        int mdia = writer.open(FourCc.of("mdia"));
        int mdhd = writer.open(FourCc.of("mdhd"), track.wide ? 1 : 0, 0);
        writer.zeros(track.wide ? 16 : 8).u32(track.timescale).zeros(track.wide ? 8 : 4);
        writer.u16(0x55C4).zeros(2);
        writer.close(mdhd);
        int hdlr = writer.open(FourCc.of("hdlr"), 0, 0);
        writer.zeros(4)
                .u32(FourCc.of(track.media == Media.VP9 ? "vide" : "soun"))
                .zeros(13);
        writer.close(hdlr);
        int minf = writer.open(FourCc.of("minf"));
        int stbl = writer.open(FourCc.of("stbl"));
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        writer.u32(1);
        switch (track.media) {
            case VP9 -> vp9(writer);
            case USAC -> usac(writer);
            case AC3 -> ac3(writer);
        }
        writer.close(stsd);
        track.tables.write(writer);
        for (int box : new int[] {stbl, minf, mdia, trak}) {
            writer.close(box);
        }
    }

    private static void edit(BoxWriter writer, Track track) {
        int edts = writer.open(FourCc.of("edts"));
        int elst = writer.open(FourCc.of("elst"), 1, 0);
        writer.u32(1).u64(track.edit[0]).u64(track.edit[1]).u32(0x10000);
        writer.close(elst);
        writer.close(edts);
    }

    private static void vp9(BoxWriter writer) {
        int entry = writer.open(FourCc.of("vp09"));
        writer.zeros(6).u16(1).zeros(16).u16(160).u16(120).zeros(50);
        int vpcc = writer.open(FourCc.of("vpcC"), 1, 0);
        writer.u8(0).u8(10).u8(0x82).u8(2).u8(2).u8(2).u16(0);
        writer.close(vpcc);
        writer.close(entry);
    }

    private static void usac(BoxWriter writer) {
        int entry = writer.open(FourCc.of("mp4a"));
        writer.zeros(6).u16(1).zeros(8).u16(2).u16(16).zeros(4).u32(48_000L << 16);
        int esds = writer.open(FourCc.of("esds"), 0, 0);
        writer.u8(3).u8(24).u16(0).u8(0);
        writer.u8(4).u8(19).u8(0x40).u8(0x15).zeros(11);
        // Object type 42 is 31 and 10 more; 48 kHz; two channels.
        writer.u8(5).u8(4).u8(0xF9).u8(0x46).u16(0x4000);
        writer.close(esds);
        writer.close(entry);
    }

    private static void ac3(BoxWriter writer) {
        int entry = writer.open(FourCc.of("ac-3"));
        writer.zeros(6).u16(1).zeros(8).u16(2).u16(16).zeros(4).u32(48_000L << 16);
        int dac3 = writer.open(FourCc.of("dac3"));
        writer.u8(0x10).u8(0x3D).u8(0xE0);
        writer.close(dac3);
        writer.close(entry);
    }
}
