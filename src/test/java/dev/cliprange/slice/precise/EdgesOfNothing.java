package dev.cliprange.slice.precise;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.mp4.BoxWriter;
import dev.cliprange.mp4.FourCc;
import java.util.List;

/** Encoded edges without frames, for tests that only need some. */
public final class EdgesOfNothing {

    private EdgesOfNothing() {}

    public static EncodedEdges create() {
        var writer = new BoxWriter();
        int entry = writer.open(FourCc.of("vp09"));
        writer.zeros(6).u16(1).zeros(16).u16(160).u16(120).zeros(50);
        int vpcc = writer.open(FourCc.of("vpcC"), 1, 0);
        writer.u8(0).u8(10).u8(0x82).u8(2).u8(2).u8(2).u16(0);
        writer.close(vpcc);
        writer.close(entry);
        return EncodedEdges.of(
                -1, -1, 0, SampleEntry.parse(writer.toByteArray(), TrackKind.VIDEO), List.of(), new boolean[0]);
    }
}
