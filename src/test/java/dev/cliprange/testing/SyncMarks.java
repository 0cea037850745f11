package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rewrites what an MP4 says of its sync samples, in place: tables and fragments that lie, as some writers leave them. */
public final class SyncMarks {

    private static final List<String> PARENTS = List.of("moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf");
    /** Depends on no other sample, and is a sync sample. */
    private static final int SYNC_FLAGS = 0x0200_0000;

    private static final int FIRST_SAMPLE_FLAGS = 0x4;
    private static final int SAMPLE_FLAGS = 0x400;

    private SyncMarks() {}

    /** Marks every sample of a file as a sync sample; returns the file. */
    public static Path everySample(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            walk(bytes, 0, bytes.limit());
            Files.write(file, bytes.array());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void walk(ByteBuffer bytes, int from, int to) {
        for (int at = from; at + 8 <= to; ) {
            int size = bytes.getInt(at) == 0 ? to - at : bytes.getInt(at);
            String type = new String(bytes.array(), at + 4, 4, java.nio.charset.StandardCharsets.ISO_8859_1);
            if (PARENTS.contains(type)) {
                walk(bytes, at + 8, at + size);
            }
            change(bytes, at, type);
            at += size;
        }
    }

    private static void change(ByteBuffer bytes, int at, String type) {
        int flags = bytes.limit() - at < 12 ? 0 : bytes.getInt(at + 8) & 0xFF_FFFF;
        switch (type) {
            case "stss" -> bytes.put(at + 4, "free".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            case "trex" -> bytes.putInt(at + 28, SYNC_FLAGS);
            case "tfhd" -> {
                int field = at + 16 + 8 * (flags & 1) + 4 * Integer.bitCount(flags & 0x1A);
                if ((flags & 0x20) != 0) {
                    bytes.putInt(field, SYNC_FLAGS);
                }
            }
            case "trun" -> changeRun(bytes, at, flags);
            default -> {
                // Says nothing of sync samples.
            }
        }
    }

    private static void changeRun(ByteBuffer bytes, int at, int flags) {
        int field = at + 16 + 4 * (flags & 1);
        if ((flags & FIRST_SAMPLE_FLAGS) != 0) {
            bytes.putInt(field, SYNC_FLAGS);
            field += 4;
        }
        if ((flags & SAMPLE_FLAGS) == 0) {
            return;
        }
        int stride = 4 * Integer.bitCount(flags & 0xF00);
        int inEntry = 4 * Integer.bitCount(flags & 0x300);
        for (int i = 0; i < bytes.getInt(at + 12); i++) {
            bytes.putInt(field + i * stride + inEntry, SYNC_FLAGS);
        }
    }
}
