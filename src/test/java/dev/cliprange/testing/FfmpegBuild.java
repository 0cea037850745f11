package dev.cliprange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which FFmpeg, and what it can encode: options changed their names between 4 and 8.
 *
 * @param major 4 and up; {@link Integer#MAX_VALUE} for a build without a release number
 * @param text the first line it prints of itself, without the word before the number
 * @param encoders by FFmpeg's names
 * @param filters by FFmpeg's names
 */
public record FfmpegBuild(int major, int minor, String text, Set<String> encoders, Set<String> filters) {

    private static final Pattern RELEASE = Pattern.compile("n?(\\d+)\\.(\\d+)");

    public FfmpegBuild {
        encoders = Set.copyOf(encoders);
        filters = Set.copyOf(filters);
    }

    static FfmpegBuild of(Path executable) {
        String text =
                output(executable, "-version").lines().findFirst().orElse("").replace("ffmpeg version ", "");
        var release = RELEASE.matcher(text);
        boolean released = release.lookingAt();
        return new FfmpegBuild(
                released ? Integer.parseInt(release.group(1)) : Integer.MAX_VALUE,
                released ? Integer.parseInt(release.group(2)) : 0,
                text,
                names(output(executable, "-hide_banner", "-encoders"), "[VAS][A-Z.]{5}"),
                names(output(executable, "-hide_banner", "-filters"), "[TSC.]{2,3}"));
    }

    /** @param flags what is before a name */
    private static Set<String> names(String list, String flags) {
        return list.lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length > 2 && words[0].matches(flags))
                .map(words -> words[1])
                .collect(Collectors.toSet());
    }

    public boolean atLeast(int major, int minor) {
        return this.major > major || (this.major == major && this.minor >= minor);
    }

    /** Output options: no frame doubled or dropped, and times in the time base of the file, not of a frame rate. */
    public List<String> everyFrameAtItsOwnTime() {
        return List.of(
                atLeast(5, 1) ? "-fps_mode" : "-vsync",
                "passthrough",
                "-enc_time_base",
                atLeast(7, 0) ? "demux" : "-1");
    }

    private static String output(Path executable, String... arguments) {
        try {
            var command = new ArrayList<>(List.of(executable.toString()));
            command.addAll(Arrays.asList(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
