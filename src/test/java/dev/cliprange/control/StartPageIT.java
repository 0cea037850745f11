package dev.cliprange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser and a wrong path get without a key. */
class StartPageIT {

    private static final Pattern HEALTH = Pattern.compile("href=\"(http[^\"]+/readiness)\"");

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @Test
    void root_withoutTheStudio_isAPageWithLinksThatWork() {
        try (Origin withoutStudio = Origin.start(Map.of("cliprange.studio.enabled", false))) {
            isAPageWithLinksThatWork(withoutStudio);
            for (String path : new String[] {"/studio", "/studio/assets/0/app.js"}) {
                assertThat(client.play(withoutStudio.base() + path).statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
        }
    }

    private void isAPageWithLinksThatWork(Origin origin) {
        HttpResponse<byte[]> page = client.play(origin.base() + "/", "Accept", "text/html,*/*;q=0.8");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "style-src 'sha256-", "media-src 'self'")
                .doesNotContain("script-src", "unsafe-inline");
        // The page contains the host of the request.
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        String html = new String(page.body(), StandardCharsets.UTF_8);
        for (String path : new String[] {"/api/docs", "/api/openapi.json", "/api/problems", "/favicon.ico"}) {
            assertThat(html).contains("href=\"" + path + "\"");
            assertThat(client.play(origin.base() + path).statusCode()).as(path).isEqualTo(200);
        }
        Matcher health = HEALTH.matcher(html);
        assertThat(health.find()).as(html).isTrue();
        assertThat(client.play(health.group(1)).statusCode()).isIn(200, 503);
    }

    @Test
    void favicon_isAnIconThatIsCached() {
        HttpResponse<byte[]> icon = client.play(origin.base() + "/favicon.ico");

        assertThat(icon.statusCode()).isEqualTo(200);
        assertThat(icon.headers().firstValue("Content-Type")).hasValue("image/x-icon");
        assertThat(icon.headers().firstValue("Cache-Control").orElse("")).contains("max-age");
        // ICONDIR: reserved, type 1, one image.
        assertThat(icon.body()).startsWith(0, 0, 1, 0, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/index.html",
                "/robots.txt",
                "/videos",
                "/videos/clips",
                "/actuator/health",
                "/apis",
                "/api2/sources",
                "/API/sources",
                "/studio/",
                "/studio/nothing",
                "/favicon.ico/x"
            })
    void unknownPathOutsideTheApi_is404ForEveryMethod(String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            for (String method : new String[] {"GET", "HEAD", "POST", "DELETE", "OPTIONS"}) {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(URI.create(origin.base() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(method + " " + path).isEqualTo(404);
                assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
                assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/favicon.ico"})
    void unknownPathOfTheManagementPort_is404(String path) {
        assertThat(client.play(origin.managementBase() + path).statusCode())
                .as(path)
                .isEqualTo(404);
    }

    @Test
    void unknownPathWithinTheApi_is401WithoutAKeyAnd404WithOne() {
        assertThat(client.play(origin.base() + "/api/nothing").statusCode()).isEqualTo(401);
        assertThat(client.get("/api/nothing").status()).isEqualTo(404);
    }
}
