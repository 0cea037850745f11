package dev.cliprange.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Concurrently;
import dev.cliprange.testing.HeavySource;
import dev.cliprange.testing.MediaServer;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.OriginProcess;
import dev.cliprange.testing.RawPlayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/** Hundreds of slow clients at once on a small server in a JVM of its own. */
class SlowClientsIT {

    private static final int CLIENTS = Boolean.getBoolean("cliprange.full") ? 500 : 60;
    private static final int PIECE_BYTES = 32 * 1024;
    private static final int PAUSE_MILLISECONDS = Boolean.getBoolean("cliprange.full") ? 250 : 60;
    private static final long MOST_RESIDENT_BYTES = 450L * 1024 * 1024;

    @Test
    void slowClients_allAtOnce_getEveryByteFromASmallServer(TestReporter report) {
        // Not S3: the test's own endpoint has a thread for each of its readers, and not so many threads.
        try (var storage = new MediaServer()) {
            String address = storage.serve(HeavySource.file()).toString();
            String allowed = address.substring(0, address.lastIndexOf('/') + 1);
            serve(address, allowed, report);
        }
    }

    private static void serve(String address, String allowed, TestReporter report) {
        try (OriginProcess origin = OriginProcess.ready(
                Map.of("cliprange.sources.allowed", allowed, "cliprange.limits.streams-per-client", 0),
                "-Xmx256m",
                // The mapped pages of the test's own archive of classes would count as resident memory.
                "-XX:SharedArchiveFile=" + Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa"),
                "-XX:TieredStopAtLevel=4")) {
            OriginClient client = origin.client();
            JsonNode source = client.readySource(address);
            String url = client.clip(source, 0.3, 0.65).path("streamUrl").asString();
            byte[] whole = client.play(url).body();
            assertThat(whole).hasSizeGreaterThan(1_000_000);
            long idle = residentBytes(origin, "VmRSS");

            List<RawPlayer> players = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> new RawPlayer(url))
                    .toList();
            List<Boolean> same = Concurrently.all(
                    players, player -> player.isServed(player.head(), whole, PIECE_BYTES, PAUSE_MILLISECONDS));
            players.forEach(RawPlayer::close);

            long most = residentBytes(origin, "VmHWM");
            report.publishEntry(
                    "figures",
                    CLIENTS + " clients, " + whole.length + " bytes each; resident at first " + idle / 1_048_576
                            + " MB, at most " + most / 1_048_576 + " MB");
            assertThat(same).hasSize(CLIENTS).containsOnly(true);
            assertThat(most).isLessThan(MOST_RESIDENT_BYTES);
        }
    }

    /** Resident memory as the kernel counts it, direct buffers and all: now (VmRSS), or the most it ever was (VmHWM). */
    private static long residentBytes(OriginProcess origin, String which) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(origin.pid()), "status")).stream()
                    .filter(line -> line.startsWith(which + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
