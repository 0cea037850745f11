package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.Origin;
import dev.cliprange.testing.OriginClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the studio over HTTP. */
class StudioIT {

    private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(/studio/assets/[^\"]+)\"");

    private final Origin origin = Origin.shared();
    private final OriginClient client = origin.client();

    @Test
    void root_redirectsToTheStudio() {
        HttpResponse<byte[]> root = get("/");

        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(header(root, "Location")).isEqualTo("/studio");
        assertThat(header(root, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void page_isRevalidated() {
        HttpResponse<byte[]> page = get("/studio");
        String tag = header(page, "ETag");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(get("/studio?source=1", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(get("/studio", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void files_areImmutable_compressedIfAccepted_andKeepThePolicy() {
        Matcher files = FILE.matcher(new String(get("/studio").body(), StandardCharsets.UTF_8));
        int found = 0;
        while (files.find()) {
            found++;
            HttpResponse<byte[]> plain = get(files.group(1));
            HttpResponse<byte[]> compressed = get(files.group(1), "Accept-Encoding", "br, gzip;q=0.8");

            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(header(plain, "Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
            assertThat(header(plain, "Vary")).isEqualTo("Accept-Encoding");
            assertThat(header(plain, "Content-Encoding")).isEmpty();
            assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
            assertThat(header(compressed, "ETag")).isNotEqualTo(header(plain, "ETag"));
            assertThat(compressed.body().length).isLessThan(plain.body().length);
            assertThat(header(plain, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(get(files.group(1), "Accept-Encoding", "gzip;q=0")
                            .headers()
                            .firstValue("Content-Encoding"))
                    .isEmpty();
        }
        assertThat(found).isEqualTo(2);
    }

    @Test
    void policy_allowsNeitherInlineScriptNorOtherSites() {
        String policy = header(get("/studio"), "Content-Security-Policy");

        assertThat(policy)
                .startsWith("default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self';")
                .endsWith("frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
                .contains(Origin.storage().endpoint().toString())
                .doesNotContain("unsafe", "*", "data:", "https:;");
        assertThat(header(get("/studio"), "Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void unknownFiles_are404() {
        for (String path : new String[] {
            "/studio/assets/0123456789abcdef/app.js",
            "/studio/assets/x/lib/hls.min.mjs",
            "/studio/assets",
            "/studio/index.html"
        }) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
            assertThat(header(get(path), "Cache-Control")).isEqualTo("no-store");
        }
    }

    private HttpResponse<byte[]> get(String path, String... headers) {
        return client.play(origin.base() + path, headers);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
