package dev.cliprange.movie;

import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import dev.cliprange.mp4.TruncatedMp4Exception;
import dev.cliprange.mp4.UnsupportedMp4Exception;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the boxes at the top level of a part of the file. It skips {@code mdat} without reading it. If bytes are
 * missing, it stops and names them.
 */
final class BoxScan implements Scan {

    private static final String SECTION = Box.SECTION;
    private static final int LARGEST_HEADER_BYTES = 16;
    private static final Set<String> FIRST_BOXES = Set.of(
            "ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "pnot", "sidx", "uuid", "emsg", "prft");

    /** Receives the boxes of a scan. */
    interface Visitor {
        /** Whether the payload of a box of this type is needed. */
        boolean wants(int type);

        /** The length of a read that looks for the next box. */
        int windowBytes();

        /** Receives a box that is needed. The returned spans are scanned separately; this scan continues after them. */
        List<ByteSpan> visit(Box box, long endBytes);

        /** A box that is not wanted, and that goes beyond the end of the file. */
        void cutOff(int type, long offsetBytes, long endBytes);

        /** Whether the rest of the file is not needed. */
        boolean finished();

        /** Called before a box larger than a window is requested. */
        void reserve(int type, long offsetBytes, long sizeBytes);
    }

    private final Visitor visitor;
    private final long fileSizeBytes;
    private long endBytes;
    private long positionBytes;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowOffsetBytes;

    BoxScan(Visitor visitor, ByteSpan span, long fileSizeBytes) {
        this.visitor = visitor;
        this.fileSizeBytes = fileSizeBytes;
        this.positionBytes = span.offsetBytes();
        this.endBytes = span.endBytes();
    }

    @Override
    public void accept(ByteSpan span, ByteBuffer bytes) {
        window = bytes;
        windowOffsetBytes = span.offsetBytes();
    }

    /**
     * Leaves the part from the first of these offsets on to other scans, if this scan has not reached it. The offsets
     * are in order.
     */
    void leave(long[] offsets, List<ByteSpan> parts) {
        long end = endBytes;
        for (int i = offsets.length - 1; i >= 0 && offsets[i] > positionBytes; i--) {
            if (offsets[i] < end) {
                parts.add(new ByteSpan(offsets[i], end - offsets[i]));
                end = offsets[i];
            }
        }
        endBytes = end;
        Collections.reverse(parts);
    }

    @Override
    public Optional<ByteSpan> run(List<ByteSpan> parts) {
        while (!visitor.finished() && endBytes - positionBytes >= 8) {
            int headerBytes = (int) Math.min(LARGEST_HEADER_BYTES, endBytes - positionBytes);
            if (!holds(positionBytes, headerBytes)) {
                long length = Math.min(visitor.windowBytes(), endBytes - positionBytes);
                return Optional.of(new ByteSpan(positionBytes, length));
            }
            Optional<ByteSpan> need = step(parts);
            if (need.isPresent()) {
                return need;
            }
        }
        window = ByteBuffer.allocate(0);
        return Optional.empty();
    }

    private Optional<ByteSpan> step(List<ByteSpan> parts) {
        int at = (int) (positionBytes - windowOffsetBytes);
        int type = window.getInt(at + 4);
        if (positionBytes == 0 && !FIRST_BOXES.contains(FourCc.text(type))) {
            throw new UnsupportedMp4Exception(
                    type, 0, "not an MP4 or QuickTime file", SECTION, UnsupportedMp4Exception.Remedy.REMUX);
        }
        long size = window.getInt(at) & 0xFFFF_FFFFL;
        int header = 8;
        if (size == 1 && endBytes - positionBytes >= LARGEST_HEADER_BYTES) {
            size = window.getLong(at + 8);
            header = 16;
        } else if (size == 0) {
            size = endBytes - positionBytes;
        }
        if (size < header) {
            throw new MalformedMp4Exception(type, positionBytes, "size " + size, SECTION);
        }
        if (size > endBytes - positionBytes) {
            if (visitor.wants(type)) {
                throw new TruncatedMp4Exception(
                        type,
                        positionBytes,
                        "its " + size + " bytes go beyond the file's " + fileSizeBytes + ": "
                                + (size - (fileSizeBytes - positionBytes)) + " bytes are missing",
                        SECTION);
            }
            if (size > fileSizeBytes - positionBytes && size <= Long.MAX_VALUE - positionBytes) {
                visitor.cutOff(type, positionBytes, positionBytes + size);
            }
            positionBytes = endBytes;
            return Optional.empty();
        }
        if (!visitor.wants(type)) {
            positionBytes += size;
            return Optional.empty();
        }
        return visit(type, size, header, parts);
    }

    private Optional<ByteSpan> visit(int type, long size, int header, List<ByteSpan> parts) {
        if (!holds(positionBytes, size)) {
            visitor.reserve(type, positionBytes, size);
            return Optional.of(new ByteSpan(positionBytes, size));
        }
        int at = (int) (positionBytes - windowOffsetBytes);
        Box box = new Box(type, positionBytes, window.slice(at + header, (int) size - header), header);
        long boxEnd = positionBytes + size;
        List<ByteSpan> apart = visitor.visit(box, boxEnd);
        positionBytes = boxEnd;
        if (!apart.isEmpty() && apart.getLast().endBytes() <= endBytes) {
            parts.addAll(apart);
            positionBytes = apart.getLast().endBytes();
        }
        return Optional.empty();
    }

    private boolean holds(long offset, long length) {
        return offset >= windowOffsetBytes && offset - windowOffsetBytes + length <= window.limit();
    }
}
