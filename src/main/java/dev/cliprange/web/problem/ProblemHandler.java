package dev.cliprange.web.problem;

import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureAdvice;
import dev.cliprange.failure.FailureException;
import dev.cliprange.web.PageHeaders;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Describes each problem: the pages that the {@code type} of a problem links to. */
@RestController
@Tag(name = "Problems")
class ProblemHandler {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private static final String STYLE =
            "body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }";
    private static final Consumer<HttpHeaders> HEADERS = PageHeaders.of("style-src 'sha256-"
            + Base64.getEncoder().encodeToString(Digest.sha256(STYLE.getBytes(StandardCharsets.UTF_8))) + "';");

    /** A kind of problem. */
    record ProblemType(String type, String code, int status, String title, String cause, String cure) {

        static ProblemType of(Failure failure) {
            FailureAdvice advice = FailureAdvice.of(failure);
            return new ProblemType(
                    "/api/problems/" + failure.code(),
                    failure.code(),
                    failure.status(),
                    failure.title(),
                    advice.cause(),
                    advice.cure());
        }
    }

    @Operation(summary = "Lists all problems")
    @GetMapping(path = "/api/problems", produces = MediaType.APPLICATION_JSON_VALUE)
    List<ProblemType> list() {
        return Arrays.stream(Failure.values()).map(ProblemType::of).toList();
    }

    @Operation(summary = "Describes a problem and its remedy, as a page for browsers or as JSON")
    @GetMapping("/api/problems/{code}")
    ResponseEntity<?> get(@PathVariable String code, ServerHttpRequest request) {
        ProblemType found = find(code);
        boolean page = request.getHeaders().getAccept().stream().anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype);
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok().headers(HEADERS).varyBy(HttpHeaders.ACCEPT);
        return page
                ? answer.contentType(HTML).body(page(found))
                : answer.contentType(MediaType.APPLICATION_JSON).body(found);
    }

    private static String page(ProblemType it) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <style>%6$s</style>
                <h1>%1$s</h1>
                <p><code>%2$s</code>, HTTP status %3$d</p>
                <h2>Cause</h2>
                <p>%4$s</p>
                <h2>Remedy</h2>
                <p>%5$s</p>
                <p><a href="/api/docs">API reference</a></p>
                """.formatted(text(it.title()), it.code(), it.status(), text(it.cause()), text(it.cure()), STYLE);
    }

    private static ProblemType find(String code) {
        return Arrays.stream(Failure.values())
                .filter(failure -> failure.code().equals(code))
                .findFirst()
                .map(ProblemType::of)
                .orElseThrow(() -> new FailureException(Failure.NOT_FOUND, "There is no problem with this code."));
    }

    private static String text(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
