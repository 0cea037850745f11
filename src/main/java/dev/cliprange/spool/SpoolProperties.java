package dev.cliprange.spool;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the spools.
 *
 * @param maxClip the largest clip that is kept; 0: nothing is kept, and each client has a process of its own
 * @param memory for all spools together, outside the heap; unset: a twentieth of the largest heap
 * @param disk for the files of all spools together; unset: 256 MB, and none if the folder is in memory (tmpfs)
 * @param folder for these files; empty: the temporary folder
 * @param kept how long a whole clip is kept after it was last read
 */
@Validated
@ConfigurationProperties("cliprange.spool")
record SpoolProperties(
        @DefaultValue("64MB") @NotNull DataSize maxClip,
        @Nullable DataSize memory,
        @Nullable DataSize disk,
        @DefaultValue("") @NotNull String folder,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 1)
        Duration kept) {

    private static final int HEAP_SHARE = 20;
    private static final DataSize DEFAULT_DISK = DataSize.ofMegabytes(256);

    /** @throws IllegalArgumentException if a size is negative */
    SpoolProperties {
        requireNotNegative("max-clip", maxClip);
        requireNotNegative("memory", memory);
        requireNotNegative("disk", disk);
    }

    long memoryBytes() {
        return memory == null ? Runtime.getRuntime().maxMemory() / HEAP_SHARE : memory.toBytes();
    }

    long diskBytes() {
        if (disk != null) {
            return disk.toBytes();
        }
        return SpoolFiles.liesInMemory(path()) ? 0 : DEFAULT_DISK.toBytes();
    }

    Path path() {
        return Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir") : folder);
    }

    private static void requireNotNegative(String name, @Nullable DataSize size) {
        if (size != null && size.isNegative()) {
            throw new IllegalArgumentException("cliprange.spool." + name + ": " + size + " (expected: >= 0)");
        }
    }
}
