package dev.cliprange.delivery;

import dev.cliprange.clip.ClipProperties;
import dev.cliprange.slice.SlicePlanner;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;

/** The planner, and which pages may read the playback face by script. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    private static final Duration PREFLIGHT_KEPT = Duration.ofDays(1);

    @Bean
    SlicePlanner slicePlanner(ClipProperties properties) {
        return new SlicePlanner(properties.maxGap().toBytes());
    }

    @Bean
    CorsWebFilter playbackCors(DeliveryProperties properties) {
        var source = new UrlBasedCorsConfigurationSource();
        if (!properties.corsOrigins().isEmpty()) {
            source.registerCorsConfiguration("/videos/**", cors(properties.corsOrigins()));
        }
        return new CorsWebFilter(source);
    }

    private static CorsConfiguration cors(List<String> origins) {
        var cors = new CorsConfiguration();
        cors.setAllowedOrigins(origins);
        cors.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name()));
        cors.setAllowedHeaders(List.of(HttpHeaders.RANGE, HttpHeaders.IF_RANGE, HttpHeaders.IF_NONE_MATCH));
        cors.setExposedHeaders(List.of(
                HttpHeaders.CONTENT_LENGTH,
                HttpHeaders.CONTENT_RANGE,
                HttpHeaders.ETAG,
                ClipHeaders.CLIP_RANGE,
                "Server-Timing"));
        cors.setMaxAge(PREFLIGHT_KEPT);
        return cors;
    }
}
