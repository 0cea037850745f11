package dev.cliprange.preview;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.clip.ClipDescriptors;
import dev.cliprange.clip.ClipUrls;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.trace.Spans;
import dev.cliprange.trace.TracedStep;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Looks clips up, and compares the versions of URLs with those of the clips. */
@Component
class CurrentClips {

    private final ClipDescriptors clips;
    private final ClipUrls urls;
    private final Spans spans;

    CurrentClips(ClipDescriptors clips, ClipUrls urls, Spans spans) {
        this.clips = clips;
        this.urls = urls;
        this.spans = spans;
    }

    /**
     * Runs the answer to a request whose version is current.
     *
     * @param current whether it is, for the clip as it is now
     * @param path the path of the same thing in another version
     * @throws FailureException CLIP_NOT_FOUND; VERSION_GONE with the current URL; as the answer
     */
    Mono<Void> answer(
            UUID clipId,
            Predicate<ClipDescriptor> current,
            Function<String, PlaybackPath> path,
            ServerHttpRequest request,
            Function<ClipDescriptor, Mono<Void>> answer) {
        return spans.around(TracedStep.LOOKUP, clips.get(clipId)).flatMap(clip -> {
            if (!current.test(clip)) {
                return Mono.error(gone(clip, path, request));
            }
            // The index of the clip's version may be gone before this instance has received the change.
            return answer.apply(clip)
                    .onErrorResume(
                            CurrentClips::isReplaced,
                            error -> clips.reload(clip)
                                    .flatMap(now -> Mono.error(current.test(now) ? error : gone(now, path, request))));
        });
    }

    private static boolean isReplaced(Throwable error) {
        return error instanceof FailureException failure && failure.failure() == Failure.SOURCE_NOT_READY;
    }

    private FailureException gone(ClipDescriptor clip, Function<String, PlaybackPath> path, ServerHttpRequest request) {
        return new FailureException(
                Failure.VERSION_GONE,
                "This version is no longer current, because the clip or its source has changed; use 'currentUrl'.",
                Map.of(
                        "currentUrl",
                        urls.unsigned(path.apply(clip.version()), request).toString()));
    }
}
