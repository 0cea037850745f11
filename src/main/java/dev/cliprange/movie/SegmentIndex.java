package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.BoxFields;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.timeline.ByteSpan;
import java.util.ArrayList;
import java.util.List;

/** The spans of the subsegments that follow a {@code sidx} (ISO/IEC 14496-12, 8.16.3). */
record SegmentIndex(List<ByteSpan> spans) {

    private static final String SECTION = "ISO/IEC 14496-12, 8.16.3";

    /** Parses a {@code sidx}. The spans are contiguous from the anchor point on, and all inside the file. */
    static SegmentIndex parse(Box sidx, long boxEndBytes, long fileSizeBytes) {
        BoxFields fields = sidx.fields();
        boolean wide = fields.u8() == 1;
        fields.skip(11 + (wide ? 8 : 4));
        long firstOffset = wide ? fields.i64() : fields.u32();
        int count = fields.skip(2).u16();
        if (firstOffset < 0 || firstOffset > fileSizeBytes) {
            throw sidx.malformed("first offset " + firstOffset, SECTION);
        }
        long position = boxEndBytes + firstOffset;
        var spans = new ArrayList<ByteSpan>();
        for (int i = 0; i < count; i++) {
            long size = fields.u32() & 0x7FFF_FFFF;
            fields.skip(8);
            if (size == 0) {
                continue;
            }
            if (position + size > fileSizeBytes) {
                throw new TruncatedMp4Exception(
                        sidx.type(), sidx.offsetBytes(), "subsegment " + (i + 1) + " is beyond the file", SECTION);
            }
            spans.add(new ByteSpan(position, size));
            position += size;
        }
        return new SegmentIndex(List.copyOf(spans));
    }
}
