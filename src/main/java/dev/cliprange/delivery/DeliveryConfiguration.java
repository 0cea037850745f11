package dev.cliprange.delivery;

import dev.cliprange.clip.ClipProperties;
import dev.cliprange.slice.SlicePlanner;
import dev.cliprange.slice.precise.PrecisePlanner;
import dev.cliprange.stream.ClipHeaders;
import dev.cliprange.stream.DeliveryProperties;
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

/** The planner, and which pages may read the playback face by script. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    private static final Duration PREFLIGHT_KEPT = Duration.ofDays(1);

    @Bean
    SlicePlanner slicePlanner(ClipProperties properties) {
        return new SlicePlanner(properties.maxGap().toBytes());
    }

    @Bean
    PrecisePlanner precisePlanner(ClipProperties properties) {
        return new PrecisePlanner(properties.maxGap().toBytes());
    }

    @Bean
    CorsWebFilter playbackCors(DeliveryProperties properties) {
        var source = new UrlBasedCorsConfigurationSource();
        if (!properties.corsOrigins().isEmpty()) {
            source.registerCorsConfiguration("/videos/**", cors(properties.corsOrigins()));
        }
        return properties.corsOrigins().contains(CorsConfiguration.ALL)
                ? new CorsWebFilter(source, new OpenCorsProcessor())
                : new CorsWebFilter(source);
    }

    /**
     * Where every page may read: the answer is the same for all, also for those that do not say where they come from. A
     * cache then needs one copy of it, not one for each origin.
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
