package dev.cliprange.slice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the differential test compared, and what it could not. Safe for several threads. */
final class ExactnessTally {

    private final Map<String, Integer> leftOut = new TreeMap<>();
    private long files;
    private long ranges;
    private long frames;
    private long sounds;
    private long soundSamples;
    private final Map<String, Float> greatestDifference = new TreeMap<>();

    synchronized void file() {
        files++;
    }

    synchronized void durations() {
        ranges++;
    }

    synchronized void frames(int compared) {
        frames += compared;
    }

    synchronized void sound(String codec, long samples, float difference) {
        sounds++;
        soundSamples += samples;
        greatestDifference.merge(codec, difference, Math::max);
    }

    synchronized void leftOut(Path file, String reason) {
        leftOut.merge(file.getFileName() + ": " + reason, 1, Integer::sum);
    }

    void write(Path report) throws IOException {
        var text = new StringBuilder();
        text.append(files).append(" files, ").append(ranges).append(" ranges, ").append(frames);
        text.append(" frames equal; ").append(sounds).append(" sounds of ").append(soundSamples);
        text.append(" samples, greatest differences ")
                .append(greatestDifference)
                .append('\n');
        leftOut.forEach(
                (what, count) -> text.append(count).append(" x ").append(what).append('\n'));
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(report, text);
    }
}
