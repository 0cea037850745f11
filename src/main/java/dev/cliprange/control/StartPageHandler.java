package dev.cliprange.control;

import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page for a browser at {@code /} if this instance does not serve the studio, which is there otherwise. */
@RestController
@Hidden
@Conditional(StartPageHandler.WithoutStudio.class)
class StartPageHandler {

    static final class WithoutStudio extends AnyNestedCondition {

        WithoutStudio() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBooleanProperty(name = "cliprange.studio.enabled", havingValue = false)
        static final class Off {}

        @ConditionalOnProperty(name = "cliprange.role", havingValue = "worker")
        static final class Worker {}
    }

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final String READINESS = "/health/readiness";

    private final ObjectProvider<SampleClips> samples;
    private final ObjectProvider<BuildProperties> build;
    private final Environment environment;

    StartPageHandler(
            ObjectProvider<SampleClips> samples, ObjectProvider<BuildProperties> build, Environment environment) {
        this.samples = samples;
        this.build = build;
        this.environment = environment;
    }

    /** Not cacheable, because the link to another port of this server contains the host of the request. */
    @GetMapping("/")
    ResponseEntity<String> page(ServerHttpRequest request) {
        List<SampleClip> clips =
                samples.stream().flatMap(it -> it.clips().stream()).toList();
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .headers(StartPage.HEADERS)
                .body(StartPage.of(version(), healthUrl(request.getURI()), clips));
    }

    private String version() {
        return Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("development version");
    }

    /** The management port has no TLS and no key. */
    private String healthUrl(URI request) {
        String path = environment.getProperty("management.endpoints.web.base-path", "/actuator") + READINESS;
        String port = environment.getProperty("local.management.port", "");
        return port.isEmpty() || request.getHost() == null ? path : "http://" + request.getHost() + ":" + port + path;
    }
}
