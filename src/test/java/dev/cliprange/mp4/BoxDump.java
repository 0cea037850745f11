package dev.cliprange.mp4;

import java.nio.ByteBuffer;
import java.util.Set;

/** A file's boxes as text: one line each, indented, with the bytes of small ones. For golden files. */
public final class BoxDump {

    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");
    private static final int SHOWN_BYTES = 96;

    private BoxDump() {}

    /** @param header everything before the media; an mdat header at its end is shown too */
    public static String of(byte[] header) {
        var text = new StringBuilder();
        dump(ByteBuffer.wrap(header), 0, text);
        return text.toString();
    }

    private static void dump(ByteBuffer bytes, int depth, StringBuilder text) {
        int at = 0;
        while (bytes.limit() - at >= 8) {
            long size = bytes.getInt(at) & 0xFFFF_FFFFL;
            String type = FourCc.text(bytes.getInt(at + 4));
            text.append("  ".repeat(depth)).append(type).append(' ').append(size);
            if (type.equals("mdat") || size < 8 || size > bytes.limit() - at) {
                text.append('\n');
                return;
            }
            ByteBuffer payload = bytes.slice(at + 8, (int) size - 8);
            if (CONTAINERS.contains(type)) {
                text.append('\n');
                dump(payload, depth + 1, text);
            } else {
                text.append(':').append(hex(payload)).append('\n');
            }
            at += (int) size;
        }
    }

    private static String hex(ByteBuffer payload) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(payload.limit(), SHOWN_BYTES); i++) {
            text.append(i % 4 == 0 ? " " : "").append(String.format("%02x", payload.get(i)));
        }
        return payload.limit() > SHOWN_BYTES ? text + " ..." : text.toString();
    }
}
