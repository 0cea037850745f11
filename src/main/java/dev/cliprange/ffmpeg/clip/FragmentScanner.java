package dev.cliprange.ffmpeg.clip;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parses the boxes of a fragmented MP4 while its bytes pass, and records how far the samples of each track reach. It
 * reads only {@code moov} and {@code moof}, and skips media bytes. Our own FFmpeg wrote the file, so unexpected content
 * ends the scan with an exception. ISO/IEC 14496-12, 8.8.
 */
public final class FragmentScanner {

    private static final int HEADER_BYTES = 8;
    private static final int LARGE_HEADER_BYTES = 16;
    private static final int BOX_LIMIT = 32 << 20;

    private final Map<Integer, FragmentTrack> tracks = new HashMap<>();
    private final ByteBuffer header = ByteBuffer.allocate(LARGE_HEADER_BYTES).limit(HEADER_BYTES);
    private ByteBuffer body = ByteBuffer.allocate(0);
    private int bodyType;
    private long skip;
    private int fragmentsBegun;
    private int fragmentsRead;

    /** The tracks so far, by track id. */
    Map<Integer, FragmentTrack> tracks() {
        return tracks;
    }

    /** The codecs of all tracks by RFC 6381, in the order of the tracks; empty if one of them is not known. */
    public List<String> codecs() {
        List<String> names = tracks.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(track -> track.getValue().codec)
                .toList();
        return names.contains("") ? List.of() : names;
    }

    /** When the video starts, in microseconds from the requested start; below 0 if frames come before it. */
    public Optional<Long> videoStartUs() {
        return tracks.values().stream()
                .filter(track -> track.video && !track.empty())
                .map(FragmentTrack::firstUs)
                .findFirst();
    }

    /** Whether the header of a {@code moof} has been seen. */
    boolean fragmentBegun() {
        return fragmentsBegun > 0;
    }

    /** Whether a whole {@code moof} has been seen. */
    boolean fragmentRead() {
        return fragmentsRead > 0;
    }

    /** Whether the bytes so far end where a box ends. */
    boolean betweenBoxes() {
        return skip == 0 && body.remaining() == 0 && header.position() == 0;
    }

    /**
     * Takes the next bytes of the file.
     *
     * @throws IllegalStateException if they are not boxes, or a box that must be read is larger than 32 MiB
     */
    public void accept(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (skip > 0) {
                int step = (int) Math.min(skip, end - at);
                skip -= step;
                at += step;
            } else if (body.hasRemaining()) {
                int step = Math.min(body.remaining(), end - at);
                body.put(bytes, at, step);
                at += step;
                if (!body.hasRemaining()) {
                    readBody();
                }
            } else {
                int step = Math.min(header.remaining(), end - at);
                header.put(bytes, at, step);
                at += step;
                if (!header.hasRemaining()) {
                    readHeader();
                }
            }
        }
    }

    private void readHeader() {
        long size = Integer.toUnsignedLong(header.getInt(0));
        if (size == 1 && header.limit() == HEADER_BYTES) {
            header.limit(LARGE_HEADER_BYTES);
            return;
        }
        int type = header.getInt(4);
        long payload = (size == 1 ? header.getLong(HEADER_BYTES) : size) - header.limit();
        header.clear().limit(HEADER_BYTES);
        if (payload < 0) {
            throw new IllegalStateException("box size: " + size + " (expected: at least its header)");
        }
        if (type == FragmentBoxes.MOOF) {
            fragmentsBegun++;
        }
        if (type != FragmentBoxes.MOOV && type != FragmentBoxes.MOOF) {
            skip = payload;
            return;
        }
        if (payload > BOX_LIMIT) {
            throw new IllegalStateException("box size: " + payload + " (expected: <= " + BOX_LIMIT + ")");
        }
        bodyType = type;
        body = ByteBuffer.allocate((int) payload);
        if (payload == 0) {
            readBody();
        }
    }

    private void readBody() {
        ByteBuffer whole = body.flip();
        body = ByteBuffer.allocate(0);
        try {
            if (bodyType == FragmentBoxes.MOOV) {
                FragmentBoxes.readMoov(whole, tracks);
            } else {
                FragmentBoxes.readMoof(whole, tracks);
                fragmentsRead++;
            }
        } catch (RuntimeException malformed) {
            throw new IllegalStateException("box: cannot be read", malformed);
        }
    }
}
