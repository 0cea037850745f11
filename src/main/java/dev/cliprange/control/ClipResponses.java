package dev.cliprange.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipForms;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.clip.DetailedClip;
import dev.cliprange.clip.cut.CutResult;
import dev.cliprange.web.EntityTag;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Renders clips in the shape of the HTTP contract. */
@Component
class ClipResponses {

    private final ClipForms forms;
    private final ClipUrls urls;

    ClipResponses(ClipForms forms, ClipUrls urls) {
        this.forms = forms;
        this.urls = urls;
    }

    /**
     * Clips that an operation made or changed.
     *
     * @param clips in the order of their start; empty if there are more than {@value CutResult#MAX_CLIPS}
     * @param clipCount the number of clips
     * @param clipsUrl the list of the clips, if they are not in {@code clips}
     */
    record Clips(
            List<ClipResponse> clips,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Integer clipCount,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable URI clipsUrl) {

        Clips {
            clips = List.copyOf(clips);
            // Responses that were stored by releases without a count do not contain one.
            clipCount = clipCount == null ? clips.size() : clipCount;
        }
    }

    /** Returns the response with one clip, its URL and its entity tag. */
    ResponseEntity<ClipResponse> one(DetailedClip clip, ServerHttpRequest request, HttpStatus status) {
        return ResponseEntity.status(status)
                .location(URI.create("/api/clips/" + clip.descriptor().id()))
                .eTag(EntityTag.of(clip.descriptor().clip().rowVersion()))
                .body(body(clip, request));
    }

    /** Returns the response with the clips of an operation, or with a link to them if there are too many. */
    ResponseEntity<Clips> several(CutResult result, ServerHttpRequest request) {
        URI list = result.clipCount() > CutResult.MAX_CLIPS
                ? URI.create("/api/sources/" + result.list().sourceId() + "/clips"
                        + (result.list().isMain()
                                ? ""
                                : "?cutList=" + result.list().id()))
                : null;
        return ResponseEntity.ok(new Clips(all(result.clips(), request), result.clipCount(), list));
    }

    /** Returns clips in their order. */
    List<ClipResponse> all(List<DetailedClip> clips, ServerHttpRequest request) {
        return clips.stream().map(clip -> body(clip, request)).toList();
    }

    private ClipResponse body(DetailedClip clip, ServerHttpRequest request) {
        ClipDescriptor descriptor = clip.descriptor();
        // Only frames that an index finds have pictures.
        Optional<URI> poster = clip.detail()
                .frames()
                .filter(frames -> descriptor.source().sliceable() && frames.startFrame() < frames.endFrame())
                .map(frames -> urls.of(PlaybackPath.poster(descriptor.id(), descriptor.version()), request));
        return ClipResponse.of(clip, forms.of(descriptor, clip.detail().lead(), request), poster);
    }
}
