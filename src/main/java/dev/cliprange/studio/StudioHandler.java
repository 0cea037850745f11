package dev.cliprange.studio;

import dev.cliprange.failure.Digest;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.web.EntityTag;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Serves the studio. Its page must be revalidated; the files that the page names never change under their URLs. A worker
 * gets no traffic of clients, so it serves no page either.
 */
@RestController
@Hidden
@ConditionalOnBooleanProperty(name = "cliprange.studio.enabled", matchIfMissing = true)
@Conditional(StudioHandler.NotAWorker.class)
class StudioHandler {

    static final class NotAWorker extends NoneNestedConditions {

        NotAWorker() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(name = "cliprange.role", havingValue = "worker")
        static final class Worker {}
    }

    static final String PAGE = "/studio";
    static final String ASSETS = PAGE + "/assets/";

    private static final String GZIP = "gzip";
    private static final int TAG_BYTES = 12;
    private static final CacheControl IMMUTABLE =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final StudioPolicy policy;
    private final Mono<StudioFiles> files;

    StudioHandler(StudioPolicy policy, ObjectProvider<SharedKeys> sharedKeys) {
        this.policy = policy;
        boolean shared = sharedKeys.stream().findAny().isPresent();
        this.files = Mono.fromCallable(() -> StudioFiles.read(shared))
                .subscribeOn(Schedulers.boundedElastic())
                .cache(it -> Duration.ofMillis(Long.MAX_VALUE), error -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Not kept by caches, because the start page is here if the studio is switched off. */
    @GetMapping("/")
    ResponseEntity<Void> start() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(PAGE))
                .cacheControl(CacheControl.noStore())
                .build();
    }

    @GetMapping(PAGE)
    Mono<ResponseEntity<byte[]>> page(ServerHttpRequest request) {
        return files.map(StudioFiles::page)
                .map(page -> body(page, ResponseEntity.ok().cacheControl(CacheControl.noCache()), request));
    }

    /** @throws FailureException NOT_FOUND, also for files of another release */
    @GetMapping(ASSETS + "{hash}/{name}")
    Mono<ResponseEntity<byte[]>> file(@PathVariable String hash, @PathVariable String name, ServerHttpRequest request) {
        return asset(hash, name, request);
    }

    /** As {@link #file}, for files that we did not write. */
    @GetMapping(ASSETS + "{hash}/lib/{name}")
    Mono<ResponseEntity<byte[]>> library(
            @PathVariable String hash, @PathVariable String name, ServerHttpRequest request) {
        return asset(hash, "lib/" + name, request);
    }

    private Mono<ResponseEntity<byte[]>> asset(String hash, String name, ServerHttpRequest request) {
        return files.flatMap(all -> Mono.justOrEmpty(all.find(hash, name)))
                .map(file -> body(file, ResponseEntity.ok().cacheControl(IMMUTABLE), request))
                .switchIfEmpty(Mono.error(() ->
                        new FailureException(Failure.NOT_FOUND, "The studio has no such file. Load its page again.")));
    }

    private ResponseEntity<byte[]> body(
            StudioFile file, ResponseEntity.BodyBuilder response, ServerHttpRequest request) {
        boolean compressed = acceptsGzip(request.getHeaders());
        byte[] bytes = compressed ? file.gzip() : file.plain();
        String digest = HexFormat.of().formatHex(Digest.sha256(file.plain()), 0, TAG_BYTES);
        response.contentType(file.type())
                .eTag(EntityTag.quoted(compressed ? digest + "-" + GZIP : digest))
                .headers(policy.headers())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return (compressed ? response.header(HttpHeaders.CONTENT_ENCODING, GZIP) : response).body(bytes);
    }

    /** RFC 9110, 12.5.3. A coding with weight 0 is not acceptable. */
    private static boolean acceptsGzip(HttpHeaders headers) {
        return headers.getOrEmpty(HttpHeaders.ACCEPT_ENCODING).stream()
                .flatMap(value -> Arrays.stream(value.toLowerCase(Locale.ROOT).split(",")))
                .map(coding -> List.of(coding.replace(" ", "").split(";")))
                .anyMatch(coding -> coding.getFirst().equals(GZIP)
                        && coding.stream().noneMatch(weight -> weight.matches("q=0(\\.0*)?")));
    }
}
