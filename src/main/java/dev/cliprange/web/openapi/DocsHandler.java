package dev.cliprange.web.openapi;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.web.CachedBytes;
import dev.cliprange.web.PageHeaders;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.webjars.WebJarVersionLocator;
import reactor.core.publisher.Mono;

/** Serves the OpenAPI document and Swagger UI, without inline scripts, so that it works with a strict policy. */
@RestController
@Hidden
class DocsHandler {

    private static final MediaType JAVASCRIPT = new MediaType("text", "javascript", StandardCharsets.UTF_8);
    private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    /** Swagger UI sets styles of elements, and its images are data URLs. */
    private static final Consumer<HttpHeaders> HEADERS = PageHeaders.of(
            "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';");

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Cliprange: the calls</title>
            <link rel="stylesheet" href="/api/docs/swagger-ui.css">
            <div id="swagger-ui"></div>
            <script src="/api/docs/swagger-ui-bundle.js"></script>
            <script src="/api/docs/start.js"></script>
            """;
    /** Without a validator: its badge would send the server's URL to another site. */
    private static final String START = """
            window.onload = () => {
              window.ui = SwaggerUIBundle({
                url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null
              });
            };
            """;

    /** A file of the page. */
    private record File(MediaType type, Mono<CachedBytes> bytes) {}

    private final OpenApiDocument document;
    private final File page = new File(HTML, CachedBytes.once(() -> PAGE.getBytes(StandardCharsets.UTF_8)));
    private final Map<String, File> files = Map.of(
            "start.js", new File(JAVASCRIPT, CachedBytes.once(() -> START.getBytes(StandardCharsets.UTF_8))),
            "swagger-ui.css", new File(CSS, CachedBytes.once(() -> ofSwaggerUi("swagger-ui.css"))),
            "swagger-ui-bundle.js", new File(JAVASCRIPT, CachedBytes.once(() -> ofSwaggerUi("swagger-ui-bundle.js"))));

    DocsHandler(OpenApiDocument document) {
        this.document = document;
    }

    @GetMapping("/api/openapi.json")
    Mono<ResponseEntity<byte[]>> openApi() {
        return document.get()
                .map(it -> it.respond(MediaType.APPLICATION_JSON)
                        .headers(PageHeaders::keepType)
                        .body(it.bytes()));
    }

    @GetMapping("/api/docs")
    Mono<ResponseEntity<byte[]>> page() {
        return respond(page);
    }

    /** @throws FailureException NOT_FOUND for a file that the page does not have */
    @GetMapping("/api/docs/{name}")
    Mono<ResponseEntity<byte[]>> file(@PathVariable String name) {
        return Mono.justOrEmpty(Optional.ofNullable(files.get(name)))
                .switchIfEmpty(Mono.error(
                        () -> new FailureException(Failure.NOT_FOUND, "The API reference has no such file.")))
                .flatMap(DocsHandler::respond);
    }

    private static Mono<ResponseEntity<byte[]>> respond(File file) {
        return file.bytes().map(it -> it.respond(file.type()).headers(HEADERS).body(it.bytes()));
    }

    private static byte[] ofSwaggerUi(String name) throws IOException {
        String path = new WebJarVersionLocator().fullPath("swagger-ui", name);
        if (path == null) {
            throw new FileNotFoundException("swagger-ui: no " + name);
        }
        try (InputStream file = new ClassPathResource(path).getInputStream()) {
            return file.readAllBytes();
        }
    }
}
