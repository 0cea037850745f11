package dev.cliprange.control;

import dev.cliprange.web.CachedBytes;
import dev.cliprange.web.PageHeaders;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.InputStream;
import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The icon of all pages of this server. */
@RestController
@Hidden
class IconHandler {

    private static final MediaType ICON = new MediaType("image", "x-icon");
    private static final Duration ICON_KEPT = Duration.ofDays(1);

    private final Mono<CachedBytes> icon = CachedBytes.once(() -> {
        try (InputStream file = new ClassPathResource("pages/favicon.ico").getInputStream()) {
            return file.readAllBytes();
        }
    });

    @GetMapping("/favicon.ico")
    Mono<ResponseEntity<byte[]>> icon() {
        return icon.map(it -> it.respond(ICON)
                .cacheControl(CacheControl.maxAge(ICON_KEPT).cachePublic())
                .headers(PageHeaders::keepType)
                .body(it.bytes()));
    }
}
