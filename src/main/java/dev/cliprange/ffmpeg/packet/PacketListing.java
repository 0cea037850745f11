package dev.cliprange.ffmpeg.packet;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the output of FFmpeg's {@code framecrc} muxer: headers as {@code #tb 0: 1/90000}, then one line per packet with
 * stream, decode time, presentation time, duration, size, checksum, and flags unless the packet is a plain keyframe.
 */
public final class PacketListing {

    private final SortedMap<Integer, ListedStream> streams = new TreeMap<>();
    private final TimeJumps jumps = new TimeJumps();

    /** The streams by their number in the output. */
    public SortedMap<Integer, ListedStream> streams() {
        return streams;
    }

    /** The jumps in the times of all streams. */
    public TimeJumps jumps() {
        return jumps;
    }

    /** Takes the next line. Unknown lines are ignored. */
    public void accept(String line) {
        try {
            if (line.startsWith("#")) {
                acceptHeader(line);
            } else {
                acceptPacket(line);
            }
        } catch (NumberFormatException | IndexOutOfBoundsException odd) {
            // A header of another version of FFmpeg.
        }
    }

    private void acceptHeader(String line) {
        int space = line.indexOf(' ');
        int colon = line.indexOf(": ", space);
        if (space < 0 || colon < 0) {
            return;
        }
        int index = Integer.parseInt(line, space + 1, colon, 10);
        ListedStream stream = streams.computeIfAbsent(index, key -> new ListedStream());
        String value = line.substring(colon + 2).strip();
        switch (line.substring(1, space)) {
            case "tb" -> stream.timeBase(value);
            case "media_type" -> stream.mediaType = value;
            case "codec_id" -> stream.codec = value;
            case "dimensions" -> stream.dimensions(value);
            case "sample_rate" -> stream.sampleRate = Integer.parseInt(value);
            default -> {}
        }
    }

    private void acceptPacket(String line) {
        String[] fields = line.split(",\\s*", 8);
        ListedStream stream = streams.get(Integer.parseInt(fields[0]));
        if (stream == null) {
            return;
        }
        int flags = ListedStream.KEY;
        if (fields.length > 6 && fields[6].startsWith("F=0x")) {
            flags = Integer.parseInt(fields[6].strip(), 4, fields[6].strip().length(), 16);
        }
        long decodeTicks = Long.parseLong(fields[1].strip());
        jumps.acceptPacket(stream.us(decodeTicks));
        stream.add(decodeTicks, Long.parseLong(fields[2].strip()), Long.parseLong(fields[3].strip()), flags);
    }
}
