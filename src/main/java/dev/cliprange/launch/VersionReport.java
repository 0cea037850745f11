package dev.cliprange.launch;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.FfmpegVersion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What {@code --version} prints. FFmpeg is the one that the settings name. */
final class VersionReport {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private VersionReport() {}

    /** Blocks while FFmpeg reports its version. */
    static String[] lines(List<String> settings) {
        return new String[] {
            "Cliprange " + BuildVersion.read(),
            "Java " + Runtime.version() + " (" + System.getProperty("java.home") + ")",
            ffmpeg(settings)
        };
    }

    private static String ffmpeg(List<String> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(settings.toArray(String[]::new)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        var properties = Binder.get(environment).bindOrCreate("cliprange.ffmpeg", FfmpegProperties.class);
        try (var pool = new FfmpegPool(properties, new SimpleMeterRegistry())) {
            return switch (new FfmpegVersion(properties, pool)
                    .check()
                    .blockOptional(LONGEST)
                    .orElseThrow()) {
                case FfmpegVersion.Check.Present(String version) ->
                    "FFmpeg " + version + " (" + properties.path() + ")";
                case FfmpegVersion.Check.Absent(String reason) ->
                    "FFmpeg (cliprange.ffmpeg.path: " + properties.path() + "): " + reason;
            };
        }
    }
}
