package dev.cliprange.delivery;

import dev.cliprange.testing.OriginProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a server process holds at one moment.
 *
 * @param heapBytes live objects: read after a full collection
 * @param directBytes direct memory in use by Netty, in whole megabytes
 * @param residentBytes as the kernel counts it
 */
record SoakFigures(long heapBytes, long directBytes, long residentBytes, int descriptors, int threads) {

    private static final long MEGABYTE = 1_048_576;
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    static SoakFigures of(OriginProcess origin) {
        jcmd(origin, "GC.run");
        long heap = jcmd(origin, "GC.heap_info").stream()
                .map(USED::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)) * 1024)
                .limit(2)
                .sum();
        return new SoakFigures(heap, direct(origin), status(origin, "VmRSS") * 1024, descriptors(origin), (int)
                status(origin, "Threads"));
    }

    private static long direct(OriginProcess origin) {
        JsonNode details = origin.management()
                .get("/actuator/health/readiness")
                .body()
                .path("components")
                .path("directMemory")
                .path("details");
        return (details.path("maxMegabytes").asLong()
                        - details.path("freeMegabytes").asLong())
                * MEGABYTE;
    }

    private static int descriptors(OriginProcess origin) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(origin.pid()), "fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long status(OriginProcess origin, String row) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(origin.pid()), "status")).stream()
                    .filter(line -> line.startsWith(row + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> jcmd(OriginProcess origin, String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(origin.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new String(
                            jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            jcmd.waitFor();
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
