package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import dev.cliprange.testing.TinyDisk;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * No clip needs a temporary file: where the spool's cannot be written, the player sets the pace. The temporary folder
 * is a tiny file system that is filled to its last byte where this user may mount one, else a folder in which nobody,
 * root included, can make a file.
 */
class FullDiskIT {

    private static final Path NEVER_WRITABLE = Path.of("/proc");

    @Test
    void temporaryFolder_full_clipsOfBothEnginesPlayAllTheSame(@TempDir Path folder) {
        Optional<TinyDisk> disk = TinyDisk.on(folder, 8);
        Path temporary = disk.map(TinyDisk::folder).orElse(NEVER_WRITABLE);
        try {
            for (String engine : new String[] {"ffmpeg", "auto"}) {
                try (OriginProcess origin = OriginProcess.ready(
                        // Of a file system in memory no file is made unless it is said how much of it may be taken.
                        Map.of("cliprange.clip.engine", engine, "tmpdir", temporary, "cliprange.spool.disk", "64MB"),
                        "-Djava.io.tmpdir=" + temporary)) {
                    disk.ifPresent(TinyDisk::fill);
                    JsonNode source = origin.client().readySource(HeavySource.stored());
                    JsonNode clip = origin.client().clip(source, 1, 4);
                    try (var player = new RawPlayer(clip.path("streamUrl").asString())) {
                        RawPlayer.Head head = player.head();
                        assertThat(head.status()).isEqualTo(200);
                        assertThat(player.body(head).complete()).isTrue();
                    }
                    assertThat(origin.management()
                                    .get("/actuator/health/readiness")
                                    .status())
                            .isEqualTo(200);
                }
            }
        } finally {
            disk.ifPresent(TinyDisk::close);
        }
    }
}
