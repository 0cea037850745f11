package dev.cliprange.access.key;

import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The paths that need an API key. Playback has other rules. Health and metrics are on another port. */
public final class KeyedPaths {

    private static final List<String> CONTROL = List.of("/api", "/api/**");
    /** Open for reading, also to clients that send a wrong key. */
    private static final List<String> DOCUMENTATION =
            List.of("/api/openapi.json", "/api/docs", "/api/docs/*", "/api/problems", "/api/problems/*");

    private static final List<PathPattern> CONTROL_PATTERNS = patterns(CONTROL);
    private static final List<PathPattern> DOCUMENTATION_PATTERNS = patterns(DOCUMENTATION);

    private KeyedPaths() {}

    /** Matches every request that needs a key. */
    public static ServerWebExchangeMatcher closed() {
        return new AndServerWebExchangeMatcher(
                pathMatchers(CONTROL.toArray(String[]::new)),
                new NegatedServerWebExchangeMatcher(pathMatchers(DOCUMENTATION.toArray(String[]::new))));
    }

    /** Returns whether the path of a request needs no key. */
    public static boolean isOpen(ServerHttpRequest request) {
        return !matches(CONTROL_PATTERNS, request) || matches(DOCUMENTATION_PATTERNS, request);
    }

    private static boolean matches(List<PathPattern> patterns, ServerHttpRequest request) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.matches(request.getPath().pathWithinApplication()));
    }

    private static List<PathPattern> patterns(List<String> paths) {
        return paths.stream().map(PathPatternParser.defaultInstance::parse).toList();
    }
}
