package dev.cliprange.slice.segment;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.nio.charset.StandardCharsets;

/**
 * Writes the init segment of one track (ISO/IEC 14496-12, 8.16.2; ISO/IEC 23000-19, 7.3.1): {@code ftyp} and a
 * {@code moov} without samples and without an edit list.
 */
final class InitSegment {

    static final int TRACK_ID = 1;
    private static final int SELF_CONTAINED = 1;
    private static final int[] UNITY_MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    private final BoxWriter writer = new BoxWriter();
    private final TrackDescription track;
    private final SampleEntry entry;
    private final boolean video;

    private InitSegment(TrackDescription track, SampleEntry entry) {
        this.track = track;
        this.entry = entry;
        this.video = track.kind() == TrackKind.VIDEO;
    }

    /** @param entry the sample entry of all segments */
    static byte[] of(TrackDescription track, SampleEntry entry) {
        return new InitSegment(track, entry).write();
    }

    private byte[] write() {
        int ftyp = writer.open(FourCc.of("ftyp"));
        writer.u32(FourCc.of("iso6")).u32(0);
        writer.u32(FourCc.of("iso6")).u32(FourCc.of("cmfc")).u32(FourCc.of("mp41"));
        writer.close(ftyp);
        int moov = writer.open(FourCc.of("moov"));
        movieHeader();
        track();
        int mvex = writer.open(FourCc.of("mvex"));
        int trex = writer.open(FourCc.of("trex"), 0, 0);
        writer.u32(TRACK_ID).u32(1).zeros(12);
        writer.close(trex);
        writer.close(mvex);
        writer.close(moov);
        return writer.toByteArray();
    }

    private void movieHeader() {
        int mvhd = writer.open(FourCc.of("mvhd"), 0, 0);
        writer.zeros(8).u32(track.timescale().ticksPerSecond()).zeros(4);
        writer.u32(0x10000).u16(0x100).zeros(10);
        for (int value : UNITY_MATRIX) {
            writer.u32(value);
        }
        writer.zeros(24).u32(TRACK_ID + 1L);
        writer.close(mvhd);
    }

    private void track() {
        int trak = writer.open(FourCc.of("trak"));
        int tkhd = writer.open(FourCc.of("tkhd"), 0, track.header().flags() | 3);
        writer.zeros(8).u32(TRACK_ID).zeros(8);
        writer.bytes(track.header().tail());
        writer.close(tkhd);
        int mdia = writer.open(FourCc.of("mdia"));
        int mdhd = writer.open(FourCc.of("mdhd"), 0, 0);
        writer.zeros(8).u32(track.timescale().ticksPerSecond()).zeros(4);
        writer.u16(packedLanguage(track.language())).zeros(2);
        writer.close(mdhd);
        int hdlr = writer.open(FourCc.of("hdlr"), 0, 0);
        writer.zeros(4).u32(FourCc.of(video ? "vide" : "soun")).zeros(12);
        writer.bytes((video ? "VideoHandler\0" : "SoundHandler\0").getBytes(StandardCharsets.US_ASCII));
        writer.close(hdlr);
        mediaInformation();
        writer.close(mdia);
        writer.close(trak);
    }

    private void mediaInformation() {
        int minf = writer.open(FourCc.of("minf"));
        int header = writer.open(FourCc.of(video ? "vmhd" : "smhd"), 0, video ? 1 : 0);
        writer.zeros(video ? 8 : 4);
        writer.close(header);
        int dinf = writer.open(FourCc.of("dinf"));
        int dref = writer.open(FourCc.of("dref"), 0, 0);
        writer.u32(1);
        writer.close(writer.open(FourCc.of("url "), 0, SELF_CONTAINED));
        writer.close(dref);
        writer.close(dinf);
        int stbl = writer.open(FourCc.of("stbl"));
        int stsd = writer.open(FourCc.of("stsd"), 0, 0);
        // Times are those of the packets' content already, and a stream begins anywhere in its source.
        writer.u32(1).bytes(entry.withoutPreSkip().toByteArray());
        writer.close(stsd);
        for (String table : new String[] {"stts", "stsc", "stco"}) {
            int box = writer.open(FourCc.of(table), 0, 0);
            writer.u32(0);
            writer.close(box);
        }
        int stsz = writer.open(FourCc.of("stsz"), 0, 0);
        writer.u32(0).u32(0);
        writer.close(stsz);
        writer.close(stbl);
        writer.close(minf);
    }

    /** ISO/IEC 14496-12, 8.4.2.3: three letters of five bits. */
    private static int packedLanguage(String language) {
        int packed = 0;
        for (int i = 0; i < 3; i++) {
            packed = (packed << 5) | ((language.charAt(i) - 0x60) & 0x1F);
        }
        return packed;
    }
}
