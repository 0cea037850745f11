package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a few megabytes, to be filled to its last byte. */
public final class TinyDisk implements AutoCloseable {

    private static final int PAGE_BYTES = 4096;

    private final Path folder;

    private TinyDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounted on this folder; empty where this user may not mount one. */
    public static Optional<TinyDisk> on(Path folder, int megabytes) {
        return run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString())
                ? Optional.of(new TinyDisk(folder))
                : Optional.empty();
    }

    public Path folder() {
        return folder;
    }

    /** Leaves no byte free. */
    public void fill() {
        fill(0);
    }

    /** Leaves so many bytes free, up to a page more. */
    public void fill(long freeBytes) {
        try (var file = Files.newOutputStream(filler())) {
            byte[] page = new byte[PAGE_BYTES];
            while (Files.getFileStore(folder).getUsableSpace() > freeBytes) {
                file.write(page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the bytes back. */
    public void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!run("umount", "-l", folder.toString())) {
            throw new IllegalStateException("the disk cannot be unmounted: " + folder);
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
