package dev.cliprange.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of spools. Each is deleted when it is opened, and exists while its channel is open. */
final class SpoolFiles {

    private static final Logger log = LoggerFactory.getLogger(SpoolFiles.class);
    private static final String PREFIX = "cliprange-";
    private static final String SUFFIX = ".spool";

    private final Path folder;

    /** Also deletes files of a server that was killed between opening and deleting them. */
    SpoolFiles(Path folder) {
        this.folder = folder;
        deleteLeftovers();
    }

    /**
     * A new empty file. The caller closes the channel, which frees the bytes.
     *
     * @throws IOException if the folder takes no file
     */
    FileChannel open() throws IOException {
        return FileChannel.open(
                folder.resolve(PREFIX + UUID.randomUUID() + SUFFIX),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                // On Unix the name disappears at once, elsewhere when the channel is closed.
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Whether files of the folder take memory; true if the system does not report it. */
    static boolean liesInMemory(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            return Set.of("tmpfs", "ramfs").contains(store.type());
        } catch (IOException unknown) {
            return true;
        }
    }

    private void deleteLeftovers() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException refused) {
            log.atInfo()
                    .addKeyValue("reason", refused.getClass().getSimpleName())
                    .log("leftover spools cannot be deleted");
        }
    }
}
