package dev.cliprange.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes single fields of a finished MP4 in place, for what FFmpeg cannot be asked to write in every version. Relies on the
 * layout FFmpeg gives: version 0 boxes, the video track first.
 */
final class Mp4Patch {

    private Mp4Patch() {}

    /** A quarter turn clockwise: the matrix {0 1 0, -1 0 0} with the translation by the picture's height. */
    static void rotate(Path mp4) throws IOException {
        change(mp4, bytes -> {
            int tkhd = boxes(bytes, "tkhd").getFirst();
            int matrix = tkhd + 8 + 40;
            int[] quarterTurn = {0, 1 << 16, 0, -(1 << 16), 0, 0, bytes.getInt(matrix + 40), 0, 1 << 30};
            for (int i = 0; i < quarterTurn.length; i++) {
                bytes.putInt(matrix + 4 * i, quarterTurn[i]);
            }
        });
    }

    /** The audio's edit begins four packets later, and is that much shorter. */
    static void longPriming(Path mp4) throws IOException {
        change(mp4, bytes -> {
            int elst = boxes(bytes, "elst").getLast();
            int packets = 4;
            int rateHz = 48_000;
            int movieTimescale = 1000;
            int shortened = bytes.getInt(elst + 16) - packets * 1024 * movieTimescale / rateHz;
            bytes.putInt(elst + 16, shortened);
            bytes.putInt(boxes(bytes, "tkhd").getLast() + 28, shortened);
            bytes.putInt(elst + 20, bytes.getInt(elst + 20) + packets * 1024);
        });
    }

    private interface Change {
        void to(ByteBuffer bytes);
    }

    private static void change(Path mp4, Change change) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(mp4));
        change.to(bytes);
        Files.write(mp4, bytes.array());
    }

    private static List<Integer> boxes(ByteBuffer bytes, String type) {
        int wanted = ByteBuffer.wrap(type.getBytes(StandardCharsets.ISO_8859_1)).getInt();
        var found = new ArrayList<Integer>();
        for (int at = 4; at + 4 <= bytes.capacity(); at++) {
            if (bytes.getInt(at) == wanted) {
                found.add(at - 4);
            }
        }
        return found;
    }
}
