package dev.cliprange.mp4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A box in memory.
 *
 * @param type see {@link FourCc}
 * @param offsetBytes where the header begins in the file
 * @param payload the bytes after the header; its position is 0, and it is read by absolute index only
 * @param headerBytes 8, or 16 with a 64-bit size
 */
public record Box(int type, long offsetBytes, ByteBuffer payload, int headerBytes) {

    private static final int MAX_CHILDREN = 4096;
    public static final String SECTION = "ISO/IEC 14496-12, 4.2";
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    /**
     * Parses the payload from an index on as boxes. Trailing bytes that are too few for a header are ignored
     * (QuickTime).
     */
    public List<Box> children(int fromIndex) {
        var boxes = new ArrayList<Box>();
        int index = fromIndex;
        while (payload.limit() - index >= 8) {
            if (boxes.size() == MAX_CHILDREN) {
                throw malformed("more than " + MAX_CHILDREN + " boxes inside", SECTION);
            }
            Box child = child(index);
            boxes.add(child);
            index += child.headerBytes + child.payload.limit();
        }
        return boxes;
    }

    public List<Box> children() {
        return children(0);
    }

    private Box child(int index) {
        int childType = payload.getInt(index + 4);
        long childOffset = offsetBytes + headerBytes + index;
        long size = payload.getInt(index) & 0xFFFF_FFFFL;
        int header = 8;
        if (size == 1 && payload.limit() - index >= 16) {
            size = payload.getLong(index + 8);
            header = 16;
        } else if (size == 0) {
            size = (long) payload.limit() - index;
        }
        if (size < header || size > payload.limit() - index) {
            throw new MalformedMp4Exception(
                    childType, childOffset, "its size " + size + " does not fit into " + FourCc.text(type), SECTION);
        }
        return new Box(childType, childOffset, payload.slice(index + header, (int) size - header), header);
    }

    public Optional<Box> findChild(int childType) {
        return find(children(), childType);
    }

    public static Optional<Box> find(List<Box> boxes, int type) {
        return boxes.stream().filter(box -> box.type == type).findFirst();
    }

    public static Box get(List<Box> boxes, int type, Box parent, String section) {
        return find(boxes, type).orElseThrow(() -> parent.malformed("has no " + FourCc.text(type), section));
    }

    /** Returns this box without its bytes, for use in messages. */
    public Box withoutPayload() {
        return new Box(type, offsetBytes, EMPTY, headerBytes);
    }

    public BoxFields fields() {
        return new BoxFields(this, 0);
    }

    /** Returns a copy of the whole box, including a header with a 32-bit size. */
    public byte[] toByteArray() {
        var copy = ByteBuffer.allocate(8 + payload.limit());
        copy.putInt(8 + payload.limit()).putInt(type).put(payload.slice(0, payload.limit()));
        return copy.array();
    }

    public MalformedMp4Exception malformed(String rule, String section) {
        return new MalformedMp4Exception(type, offsetBytes, rule, section);
    }

    public UnsupportedMp4Exception unsupported(String rule, String section) {
        return new UnsupportedMp4Exception(type, offsetBytes, rule, section, UnsupportedMp4Exception.Remedy.REMUX);
    }
}
