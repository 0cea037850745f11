package dev.cliprange.ffmpeg;

import dev.cliprange.ffmpeg.clip.FfmpegEngine;
import dev.cliprange.ffmpeg.encode.BoundaryEncoder;
import dev.cliprange.ffmpeg.encode.SilenceEncoder;
import dev.cliprange.ffmpeg.picture.PictureMaker;
import dev.cliprange.ffmpeg.probe.SourceProbe;
import dev.cliprange.ffmpeg.process.FfmpegPool;
import dev.cliprange.ffmpeg.process.FfmpegProperties;
import dev.cliprange.ffmpeg.process.FfmpegVersion;
import dev.cliprange.ffmpeg.transcode.AudioDecoder;
import dev.cliprange.ffmpeg.transcode.LadderEncoder;
import dev.cliprange.ffmpeg.transcode.Remuxer;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pool of this instance, and the services that use it. */
@Configuration(proxyBeanMethods = false)
class FfmpegConfiguration {

    @Bean
    FfmpegPool ffmpegPool(FfmpegProperties properties, MeterRegistry meters) {
        return new FfmpegPool(properties, meters);
    }

    @Bean
    FfmpegEngine ffmpegEngine(FfmpegProperties properties, FfmpegPool pool) {
        return new FfmpegEngine(properties, pool);
    }

    @Bean
    BoundaryEncoder boundaryEncoder(FfmpegProperties properties, FfmpegPool pool) {
        return new BoundaryEncoder(properties, pool);
    }

    @Bean
    SilenceEncoder silenceEncoder(FfmpegProperties properties, FfmpegPool pool) {
        return new SilenceEncoder(properties, pool);
    }

    @Bean
    PictureMaker pictureMaker(FfmpegProperties properties, FfmpegPool pool) {
        return new PictureMaker(properties, pool);
    }

    @Bean
    SourceProbe sourceProbe(FfmpegProperties properties, FfmpegPool pool) {
        return new SourceProbe(properties, pool);
    }

    @Bean
    Remuxer remuxer(FfmpegProperties properties, FfmpegPool pool) {
        return new Remuxer(properties, pool);
    }

    @Bean
    LadderEncoder ladderEncoder(FfmpegProperties properties, FfmpegPool pool) {
        return new LadderEncoder(properties, pool);
    }

    @Bean
    AudioDecoder audioDecoder(FfmpegProperties properties, FfmpegPool pool) {
        return new AudioDecoder(properties, pool);
    }

    @Bean
    FfmpegVersion ffmpegVersion(FfmpegProperties properties, FfmpegPool pool) {
        return new FfmpegVersion(properties, pool);
    }
}
