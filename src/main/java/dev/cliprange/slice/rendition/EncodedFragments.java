package dev.cliprange.slice.rendition;

import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.mp4.Box;
import dev.cliprange.mp4.FourCc;
import dev.cliprange.mp4.MalformedMp4Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the places of samples from the fragmented MP4 of an encoder while its bytes pass. It keeps {@code moov} and {@code
 * moof} boxes, and no media. Used by one thread at a time.
 */
public final class EncodedFragments {

    private static final String SECTION = "ISO/IEC 14496-12, 8.8";
    private static final int HEADER_BYTES = 8;
    private static final int WIDE_HEADER_BYTES = 16;
    private static final int MOST_BOX_BYTES = 32 << 20;
    private static final long MOST_KEPT_BYTES = 64L << 20;
    private static final int MOOV = FourCc.of("moov");
    private static final int MOOF = FourCc.of("moof");

    private final ByteBuffer header = ByteBuffer.allocate(WIDE_HEADER_BYTES);
    private final List<EncodedTrack> tracks = new ArrayList<>();
    private byte[] kept = {};
    private int keptBytes;
    private int keptType;
    private long leftBytes;
    private long positionBytes;
    private long boxAt;
    private long allKeptBytes;

    /**
     * Reads more of the file.
     *
     * @param bytes from position to limit; not kept
     * @throws dev.cliprange.mp4.Mp4Exception if they are no such file
     */
    public void accept(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            if (leftBytes > 0) {
                body(rest);
            } else {
                header(rest);
            }
        }
    }

    /** Returns the length of what was read. */
    public long lengthBytes() {
        return positionBytes;
    }

    /**
     * Returns the tracks, in the order of the file.
     *
     * @param wanted the number of tracks, at least 1
     * @throws MalformedMp4Exception if the file ends within a box or before a sample, or has another number of tracks
     */
    public List<EncodedTrack> end(int wanted) {
        boolean endsEarly = tracks.stream().anyMatch(track -> track.endBytes() > positionBytes);
        if (leftBytes > 0 || header.position() > 0 || endsEarly) {
            throw malformed("the encoder's file is incomplete");
        }
        if (tracks.size() != wanted) {
            throw malformed("the encoder's file has " + tracks.size() + " tracks instead of " + wanted);
        }
        return List.copyOf(tracks);
    }

    private void header(ByteBuffer rest) {
        int wanted = header.position() >= HEADER_BYTES ? WIDE_HEADER_BYTES : HEADER_BYTES;
        while (rest.hasRemaining() && header.position() < wanted) {
            if (header.position() == 0) {
                boxAt = positionBytes;
            }
            header.put(rest.get());
            positionBytes++;
        }
        if (header.position() < wanted) {
            return;
        }
        long size = header.getInt(0) & 0xFFFF_FFFFL;
        if (size == 1 && wanted == HEADER_BYTES) {
            return;
        }
        begin(header.getInt(4), size == 1 ? header.getLong(HEADER_BYTES) - WIDE_HEADER_BYTES : size - HEADER_BYTES);
        header.clear();
    }

    private void begin(int type, long payloadBytes) {
        boolean isKept = type == MOOV || type == MOOF;
        allKeptBytes += isKept ? payloadBytes : 0;
        if (payloadBytes < 0 || (isKept && payloadBytes > MOST_BOX_BYTES) || allKeptBytes > MOST_KEPT_BYTES) {
            throw malformed("the encoder's file has a box of " + payloadBytes + " bytes");
        }
        leftBytes = payloadBytes;
        keptType = isKept ? type : 0;
        kept = isKept ? new byte[(int) payloadBytes] : new byte[0];
        keptBytes = 0;
        if (leftBytes == 0) {
            complete();
        }
    }

    private void body(ByteBuffer rest) {
        int count = (int) Math.min(leftBytes, rest.remaining());
        if (keptType != 0) {
            rest.get(kept, keptBytes, count);
            keptBytes += count;
        } else {
            rest.position(rest.position() + count);
        }
        positionBytes += count;
        leftBytes -= count;
        if (leftBytes == 0) {
            complete();
        }
    }

    private void complete() {
        var box = new Box(keptType, boxAt, ByteBuffer.wrap(kept), HEADER_BYTES);
        if (keptType == MOOV) {
            movie(box);
        } else if (keptType == MOOF) {
            fragment(box);
        }
        keptType = 0;
        kept = new byte[0];
    }

    private void movie(Box moov) {
        for (Box trak : moov.children()) {
            if (trak.type() == FourCc.of("trak")) {
                long id = trackId(child(trak, "tkhd"));
                Box stsd = child(child(child(child(trak, "mdia"), "minf"), "stbl"), "stsd");
                List<Box> entries = stsd.children(HEADER_BYTES);
                if (entries.size() != 1) {
                    throw stsd.malformed("the encoder's track has " + entries.size() + " sample entries", SECTION);
                }
                tracks.add(new EncodedTrack(id, SampleEntry.of(entries.getFirst(), TrackKind.VIDEO)));
            }
        }
        for (Box trex : child(moov, "mvex").children()) {
            if (trex.type() == FourCc.of("trex")) {
                track(trex.fields().skip(4).u32(), trex).defaults(trex.fields().skip(12));
            }
        }
    }

    /** Reads the id of {@code tkhd} (8.3.2). */
    private static long trackId(Box tkhd) {
        boolean wide = tkhd.fields().u8() == 1;
        return tkhd.fields().skip(wide ? 20 : 12).u32();
    }

    private void fragment(Box moof) {
        for (Box traf : moof.children()) {
            if (traf.type() == FourCc.of("traf")) {
                Box tfhd = child(traf, "tfhd");
                track(tfhd.fields().skip(4).u32(), tfhd).fragment(moof, traf, tfhd);
            }
        }
    }

    private EncodedTrack track(long id, Box at) {
        return tracks.stream()
                .filter(track -> track.id() == id)
                .findFirst()
                .orElseThrow(() -> at.malformed("the encoder's file has no track " + id, SECTION));
    }

    private static Box child(Box parent, String type) {
        return Box.get(parent.children(), FourCc.of(type), parent, SECTION);
    }

    private MalformedMp4Exception malformed(String rule) {
        return new MalformedMp4Exception(FourCc.of("moof"), boxAt, rule, SECTION);
    }
}
