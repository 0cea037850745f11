package dev.cliprange.launch;

import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.FfmpegRelease;
import dev.cliprange.ffmpeg.process.FfmpegVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/** Logs one warning after the start if the installed FFmpeg is too old. Readiness reports one that is missing. */
@Component
class FfmpegAdvice implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger(FfmpegAdvice.class);

    private final FfmpegVersion program;
    private final FfmpegProperties properties;

    FfmpegAdvice(FfmpegVersion program, FfmpegProperties properties) {
        this.program = program;
        this.properties = properties;
    }

    /** Does not wait for FFmpeg. */
    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        program.version()
                .filter(FfmpegRelease::isTooOld)
                .subscribe(version -> log.warn(tooOld(version, properties.path())));
    }

    static String tooOld(String version, String path) {
        return "FFmpeg " + version + " (cliprange.ffmpeg.path: " + path + ") is too old: Cliprange needs "
                + FfmpegRelease.OLDEST + " or newer. Some sources and clips will fail. Install a newer FFmpeg, or name"
                + " one by the environment variable CLIPRANGE_FFMPEG_PATH.";
    }
}
