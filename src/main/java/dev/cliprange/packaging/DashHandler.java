package dev.cliprange.packaging;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.packaging.playlist.DashManifest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** DASH: the manifest of a clip. Its segments are those of HLS. */
@RestController
@Tag(name = "Playback")
class DashHandler {

    private static final String FILE = "manifest.mpd";
    private static final MediaType MANIFEST = MediaType.parseMediaType(DashManifest.MEDIA_TYPE);

    private final StreamAnswers answers;

    DashHandler(StreamAnswers answers) {
        this.answers = answers;
    }

    @Operation(summary = "Returns the DASH manifest of a clip while the version is current")
    @GetMapping(PlaybackPath.CLIP_ROUTE + PlaybackPath.DASH + "/{version}/" + FILE)
    Mono<Void> manifest(
            @PathVariable UUID clipId,
            @PathVariable String version,
            @RequestParam(required = false) @Nullable String form,
            ServerWebExchange exchange) {
        boolean copy = StreamForm.isCopy(form);
        // From dash/{version}/ to the folder of the segments.
        String base = "../../" + PlaybackPath.HLS + "/" + version + "/";
        return answers.current(
                clipId,
                version,
                PlaybackPath.DASH,
                exchange,
                clip -> answers.text(clip, copy, FILE, MANIFEST, stream -> DashManifest.write(stream, base), exchange));
    }
}
