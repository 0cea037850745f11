package dev.cliprange.bench;

import com.google.errorprone.annotations.FormatMethod;
import dev.cliprange.testing.TestFfmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The measurements as a table, and their ratios next to the aims of the project. */
final class Report {

    private final List<Measurement> measurements;
    private final long clipBytes;
    private final String conditions;

    /** @param conditions the rounds and the load of the machine, as a sentence */
    Report(List<Measurement> measurements, long clipBytes, String conditions) {
        this.measurements = measurements;
        this.clipBytes = clipBytes;
        this.conditions = conditions;
    }

    String markdown() throws IOException {
        var text = new StringBuilder("# Benchmark\n\n");
        text.append(format(
                "Clips of 10 s, %.1f MB each. %s. %d processors (%s), Linux %s, JDK %s (%s), nginx %s with %d workers"
                        + " each, FFmpeg %s. Client, storage and server share the machine; processor time is the"
                        + " server's alone.\n\n",
                clipBytes / 1e6,
                conditions,
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.version").replaceAll("-.*", ""),
                Runtime.version().feature(),
                PackagedServer.JVM.getFirst(),
                Nginx.version(),
                Runtime.getRuntime().availableProcessors(),
                ffmpeg()));
        text.append("| source | server | connections | first byte p50 ms | p99 ms | clips/s | CPU ms per clip"
                + " | resident MB | read per byte served | storage requests per clip |\n");
        text.append("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        String last = "";
        for (Measurement measurement : measurements) {
            Contestant contestant = measurement.contestant();
            String source = contestant.access() + ", " + contestant.length();
            text.append(format(
                    "| %s | %s | %d | %s | %s | %.0f | %s | %.0f | %s | %s |\n",
                    source.equals(last) ? "" : source,
                    contestant.server(),
                    measurement.connections(),
                    short3(measurement.firstByteMs(0.5)),
                    short3(measurement.firstByteMs(0.99)),
                    measurement.clipsPerSecond(),
                    short3(measurement.cpuMs()),
                    measurement.residentMb(),
                    measurement.readPerByte() == 0 ? "–" : format("%.3f", measurement.readPerByte()),
                    contestant.access().equals("file") ? "–" : format("%.2f", measurement.storageRequests())));
            last = source;
        }
        text.append("\n## Aims\n\n| aim | measured |\n|---|---|\n");
        for (String proxy : List.of("nginx proxy_pass", "nginx proxy_pass, buffers 16 64k")) {
            ratios(text, "≤ 1.15", "http, 10 min", "cliprange", proxy);
            ratios(text, "≤ 1.15", "https, 10 min", "cliprange", proxy);
            ratios(text, "≤ 1.15", "https, 10 min", "cliprange, JDK's TLS", proxy);
        }
        ratios(text, "≤ 1.2", "file, 10 min", "cliprange", "nginx mp4 module");
        ratios(text, "≤ 1.2", "file, 2 h", "cliprange", "nginx mp4 module");
        for (String source : List.of("http, 10 min", "http, 2 h", "file, 10 min", "file, 2 h")) {
            ratios(text, "≤ 1/20 = 0.05", source, "cliprange", "FFmpeg per request");
        }
        firstBytes(text, "http, 10 min");
        firstBytes(text, "http, 2 h");
        firstBytes(text, "file, 10 min");
        return text.toString();
    }

    private void ratios(StringBuilder text, String aim, String source, String ours, String theirs) {
        var each = new StringBuilder();
        for (Measurement measurement : measurements) {
            if (sourceOf(measurement).equals(source) && server(ours).test(measurement)) {
                find(source, measurement.connections(), server(theirs))
                        .ifPresent(peer -> each.append(format(
                                "%s%.3f at %d",
                                each.isEmpty() ? "" : ", ", measurement.cpuRatioTo(peer), measurement.connections())));
            }
        }
        if (!each.isEmpty()) {
            text.append(format("| CPU, %s: %s ÷ %s %s | %s |\n", source, ours, theirs, aim, each));
        }
    }

    private void firstBytes(StringBuilder text, String source) {
        Optional<Measurement> ours = find(source, 64, server("cliprange"));
        Optional<Measurement> theirs = find(source, 1, server("FFmpeg per request"));
        if (ours.isPresent() && theirs.isPresent()) {
            text.append(format(
                    "| first byte, %s: p99 at 64 below FFmpeg's p50 at 1 | %.1f ms, FFmpeg %.1f ms |\n",
                    source, ours.get().firstByteMs(0.99), theirs.get().firstByteMs(0.5)));
        }
    }

    private Optional<Measurement> find(String source, int connections, Predicate<Measurement> which) {
        return measurements.stream()
                .filter(measurement -> sourceOf(measurement).equals(source)
                        && measurement.connections() == connections
                        && which.test(measurement))
                .findFirst();
    }

    private static String sourceOf(Measurement measurement) {
        return measurement.contestant().access() + ", "
                + measurement.contestant().length();
    }

    private static Predicate<Measurement> server(String name) {
        return measurement -> measurement.contestant().server().equals(name);
    }

    private static String processor() throws IOException {
        return Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceAll(".*: ", ""))
                .findFirst()
                .orElse("unknown");
    }

    private static String ffmpeg() {
        return TestFfmpeg.version().text().replaceAll(" .*", "");
    }

    /** Three significant digits. */
    private static String short3(double value) {
        if (value < 10) {
            return format("%.2f", value);
        }
        return value < 100 ? format("%.1f", value) : format("%.0f", value);
    }

    @FormatMethod
    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
