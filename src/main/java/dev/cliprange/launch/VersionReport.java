package dev.cliprange.launch;

import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.FfmpegRelease;
import dev.cliprange.ffmpeg.process.FfmpegVersion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
            Optional<String> version =
                    new FfmpegVersion(properties, pool).version().blockOptional(LONGEST);
            return version.map(it -> "FFmpeg " + it + " (" + properties.path() + ")"
                            + (FfmpegRelease.isTooOld(it)
                                    ? ", too old: " + FfmpegRelease.OLDEST + " or newer is needed"
                                    : ""))
                    .orElse("FFmpeg not found (cliprange.ffmpeg.path: " + properties.path() + ")");
        }
    }
}
