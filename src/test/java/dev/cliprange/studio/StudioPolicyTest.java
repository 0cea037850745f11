package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.clip.ClipUrls.CdnProperties;
import dev.cliprange.storage.client.StorageProperties;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpHeaders;

class StudioPolicyTest {

    @Test
    void policy_withoutCdn_isThatOfTheManual() {
        assertThat(policy(Optional.empty(), Map.of("bucket", "films", "endpoint", "http://localhost:9000")))
                .isEqualTo("default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self';"
                        + " media-src 'self' blob:; connect-src 'self' http://localhost:9000; frame-ancestors 'none';"
                        + " base-uri 'none'; form-action 'self'");
    }

    @Test
    void policy_withCdn_namesItsOriginWithoutThePath() {
        assertThat(policy(
                        Optional.of(URI.create("https://cdn.example:8443/clips/")),
                        Map.of("bucket", "films", "endpoint", "http://localhost:9000")))
                .contains(
                        "img-src 'self' https://cdn.example:8443;",
                        "media-src 'self' blob: https://cdn.example:8443;",
                        "connect-src 'self' https://cdn.example:8443 http://localhost:9000;")
                .doesNotContain("/clips");
    }

    @Test
    void policy_namesTheHostOfPresignedUrls() {
        assertThat(policy(Optional.empty(), Map.of("bucket", "films", "region", "eu-central-1")))
                .contains("connect-src 'self' https://films.s3.eu-central-1.amazonaws.com;");
        assertThat(policy(
                        Optional.empty(),
                        Map.of("bucket", "films", "endpoint", "https://storage.example", "path-style", "false")))
                .contains("connect-src 'self' https://films.storage.example;");
        assertThat(policy(
                        Optional.empty(),
                        Map.of(
                                "bucket", "films",
                                "endpoint", "http://storage:7070",
                                "public-endpoint", "https://files.example")))
                .contains("connect-src 'self' https://files.example;")
                .doesNotContain("storage:7070");
        assertThat(policy(Optional.empty(), Map.of("work", "file:///work"))).contains("connect-src 'self';");
    }

    private static String policy(Optional<URI> cdn, Map<String, String> storage) {
        var properties =
                new Binder(new MapConfigurationPropertySource(storage)).bindOrCreate("", StorageProperties.class);
        var headers = new HttpHeaders();
        new StudioPolicy(new CdnProperties(cdn, 4), properties).headers().accept(headers);
        return headers.getFirst("Content-Security-Policy");
    }
}
