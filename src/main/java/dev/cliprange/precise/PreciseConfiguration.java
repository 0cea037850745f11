package dev.cliprange.precise;

import dev.cliprange.clip.ClipProperties;
import dev.cliprange.ffmpeg.encode.EncodingFailures;
import dev.cliprange.slice.precise.PrecisePlanner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The planner of precise clips, and the failures to encode. */
@Configuration(proxyBeanMethods = false)
class PreciseConfiguration {

    @Bean
    PrecisePlanner precisePlanner(ClipProperties properties) {
        return new PrecisePlanner(properties.maxGap().toBytes());
    }

    /** Those of the qualities of clips too. */
    @Bean
    EncodingFailures encodingFailures(PreciseProperties properties) {
        return new EncodingFailures(properties.failureExpiry());
    }
}
