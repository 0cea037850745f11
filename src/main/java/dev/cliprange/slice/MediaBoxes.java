package dev.cliprange.slice;

import dev.cliprange.codec.TrackKind;
import dev.cliprange.index.TrackDescription;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the content of {@code mdia} (ISO/IEC 14496-12, 8.4) except the sample tables. */
final class MediaBoxes {

    private static final long NARROW_DURATION = 0xFFFF_FFFEL;
    private static final int SELF_CONTAINED = 1;

    private final BoxWriter writer;
    private final ClipTrack track;
    private final TrackDescription description;

    MediaBoxes(BoxWriter writer, ClipTrack track) {
        this.writer = writer;
        this.track = track;
        this.description = track.description();
    }

    void write(List<MediaChunk> chunks, MediaRanges ranges, ChunkOffsets offsets) {
        mediaHeader();
        handler();
        int minf = writer.open(FourCc.of("minf"));
        if (description.kind() == TrackKind.VIDEO) {
            int vmhd = writer.open(FourCc.of("vmhd"), 0, 1);
            writer.zeros(8);
            writer.close(vmhd);
        } else {
            int smhd = writer.open(FourCc.of("smhd"), 0, 0);
            writer.zeros(4);
            writer.close(smhd);
        }
        dataInformation(writer);
        new SampleTableBoxes(writer, track).write(chunks, ranges, offsets);
        writer.close(minf);
    }

    private void mediaHeader() {
        boolean wide = track.mediaDurationTicks() > NARROW_DURATION;
        int mdhd = writer.open(FourCc.of("mdhd"), wide ? 1 : 0, 0);
        writer.zeros(wide ? 16 : 8).u32(description.timescale().ticksPerSecond());
        if (wide) {
            writer.u64(track.mediaDurationTicks());
        } else {
            writer.u32(track.mediaDurationTicks());
        }
        writer.u16(packedLanguage(description.language())).zeros(2);
        writer.close(mdhd);
    }

    private void handler() {
        boolean video = description.kind() == TrackKind.VIDEO;
        int hdlr = writer.open(FourCc.of("hdlr"), 0, 0);
        writer.zeros(4).u32(FourCc.of(video ? "vide" : "soun")).zeros(12);
        writer.bytes((video ? "VideoHandler\0" : "SoundHandler\0").getBytes(StandardCharsets.US_ASCII));
        writer.close(hdlr);
    }

    /** Writes {@code dinf}: all media is in the same file. */
    static void dataInformation(BoxWriter writer) {
        int dinf = writer.open(FourCc.of("dinf"));
        int dref = writer.open(FourCc.of("dref"), 0, 0);
        writer.u32(1);
        writer.close(writer.open(FourCc.of("url "), 0, SELF_CONTAINED));
        writer.close(dref);
        writer.close(dinf);
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
