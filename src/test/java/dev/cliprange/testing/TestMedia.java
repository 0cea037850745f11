package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** The folder of media made by tests: each file is made once for its recipe and its FFmpeg, and kept between runs. */
public final class TestMedia {

    private static final Path FOLDER = Path.of("target", "test-media").toAbsolutePath();

    private TestMedia() {}

    /** Writes one file, completely. */
    @FunctionalInterface
    interface Maker {
        void make(Path file) throws IOException;
    }

    /**
     * The file, made now if this recipe was never cooked before. Two JVMs at once make it once; a file that is there is
     * whole.
     *
     * @param recipe whatever changes the bytes; becomes part of the file name as a checksum
     */
    static Path once(String name, String extension, String recipe, Maker maker) {
        return once(FOLDER, name, extension, recipe, maker);
    }

    /** The same in another folder. */
    static synchronized Path once(Path folder, String name, String extension, String recipe, Maker maker) {
        var checksum = new CRC32();
        checksum.update((TestFfmpeg.version().text() + recipe).getBytes(StandardCharsets.UTF_8));
        String id = HexFormat.of().toHexDigits((int) checksum.getValue());
        Path file = folder.toAbsolutePath().resolve(name + "-" + id + "." + extension);
        if (Files.exists(file)) {
            return file;
        }
        try {
            Files.createDirectories(folder);
            try (FileChannel lock = FileChannel.open(
                            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock.lock()) {
                if (held.isValid() && Files.notExists(file)) {
                    // Keeps the extension: FFmpeg picks the container by it.
                    Path part = file.resolveSibling(".part-" + file.getFileName());
                    maker.make(part);
                    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
