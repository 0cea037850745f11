package dev.cliprange.index;

import java.nio.ByteBuffer;

/** What Jazzer calls: bytes are a stored index, damaged. */
public final class PageFuzz {

    /** So many bytes say how long the directory is; pages follow it. */
    static final int LENGTH_BYTES = 4;

    private PageFuzz() {}

    /** Jazzer's name for it. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < LENGTH_BYTES) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(input);
        int length = Math.clamp(buffer.getInt(), 0, buffer.remaining());
        var directoryBytes = new byte[length];
        buffer.get(directoryBytes);
        try {
            IndexDirectory directory = IndexDirectory.decode(directoryBytes);
            directory.encode();
            ByteBuffer pages = buffer.slice();
            for (int number = 0; number < directory.pages().size(); number++) {
                PageEntry entry = directory.pages().get(number);
                if (entry.offsetBytes() + entry.lengthBytes() > pages.limit()) {
                    return;
                }
                read(directory, number, pages.slice((int) entry.offsetBytes(), entry.lengthBytes()));
            }
        } catch (MalformedIndexException e) {
            // Refused, as it should be.
        }
    }

    private static void read(IndexDirectory directory, int number, ByteBuffer bytes) {
        IndexPage page = IndexPage.decode(directory, number, bytes);
        long startUs = directory.pages().get(number).startUs();
        page.nearestBoundaryUs(startUs);
        page.frameAt(startUs);
        page.syncAtOrBeforeUs(startUs);
    }

    /** An index as such an input. */
    public static byte[] input(IndexDirectory directory, byte[] pages) {
        byte[] head = directory.encode();
        return ByteBuffer.allocate(LENGTH_BYTES + head.length + pages.length)
                .putInt(head.length)
                .put(head)
                .put(pages)
                .array();
    }
}
