package dev.cliprange.slice;

import dev.cliprange.index.PageFuzz;
import dev.cliprange.mp4.Mp4Exception;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where Jazzer begins: real files without their media, and the indexes of those that can be indexed. */
final class FuzzSeeds {

    private static final int LARGEST_SEED_BYTES = 64 << 10;
    private static final long PAGE_US = 2_000_000;

    private FuzzSeeds() {}

    static void writeFile(Path source, Path folder) {
        write(folder.resolve(source.getFileName() + ".seed"), headers(source));
    }

    static void writeIndex(Path source, Path folder) {
        try {
            SourceFile indexed = SourceFile.index(source, PAGE_US);
            write(
                    folder.resolve(source.getFileName() + ".seed"),
                    PageFuzz.input(indexed.directory(), indexed.pageBytes()));
        } catch (Mp4Exception e) {
            // It has no index.
        }
    }

    private static void write(Path seed, byte[] bytes) {
        if (bytes.length > LARGEST_SEED_BYTES) {
            return;
        }
        try {
            Files.write(seed, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] headers(Path source) {
        try {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(source));
            var kept = new ByteArrayOutputStream();
            for (int at = 0; at + 8 <= file.limit(); ) {
                long claimed = Integer.toUnsignedLong(file.getInt(at));
                int size = (int) Math.clamp(claimed, 8, file.limit() - at);
                boolean media = file.getInt(at + 4) == 0x6D646174;
                kept.write(file.array(), at, media ? 0 : size);
                at += size;
            }
            return kept.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
