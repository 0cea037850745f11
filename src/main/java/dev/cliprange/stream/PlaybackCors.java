package dev.cliprange.stream;

import dev.cliprange.access.playback.PlaybackPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.server.ServerWebExchange;

/** Lets pages of the configured origins read the playback API by script. */
@Configuration(proxyBeanMethods = false)
class PlaybackCors {

    private static final Duration PREFLIGHT_KEPT = Duration.ofDays(1);

    @Bean
    CorsWebFilter playbackCorsFilter(StreamProperties properties) {
        var source = new UrlBasedCorsConfigurationSource();
        if (!properties.corsOrigins().isEmpty()) {
            source.registerCorsConfiguration(PlaybackPath.PREFIX + "/**", cors(properties.corsOrigins()));
        }
        return properties.corsOrigins().contains(CorsConfiguration.ALL)
                ? new CorsWebFilter(source, new OpenCorsProcessor())
                : new CorsWebFilter(source);
    }

    /**
     * Writes the same headers for every request if all origins are allowed, even for a request without an origin. A
     * cache then needs one copy of a response, not one per origin.
     */
    private static final class OpenCorsProcessor extends DefaultCorsProcessor {

        @Override
        public boolean process(@Nullable CorsConfiguration configuration, ServerWebExchange exchange) {
            boolean passes = super.process(configuration, exchange);
            if (configuration != null && !CorsUtils.isPreFlightRequest(exchange.getRequest())) {
                HttpHeaders headers = exchange.getResponse().getHeaders();
                headers.remove(HttpHeaders.VARY);
                headers.setAccessControlAllowOrigin(CorsConfiguration.ALL);
                headers.setAccessControlExposeHeaders(
                        Optional.ofNullable(configuration.getExposedHeaders()).orElse(List.of()));
            }
            return passes;
        }
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
                HttpHeaders.LINK,
                ClipHeaders.CLIP_RANGE,
                "Server-Timing"));
        cors.setMaxAge(PREFLIGHT_KEPT);
        return cors;
    }
}
