package dev.cliprange.access.limit;

import dev.cliprange.access.playback.PlaybackPath;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The kinds of request that can take long, so that their number is bounded for each client and key. */
enum HeldPlace {
    STREAM,
    EVENT_FEED,
    LONG_POLL;

    private static final String WAIT = "wait";

    /** Returns the kind of a request; empty if it is answered at once. The decoded path decides. */
    static Optional<HeldPlace> of(ServerHttpRequest request) {
        String path = request.getURI().getPath();
        if (!HttpMethod.GET.equals(request.getMethod())) {
            return Optional.empty();
        }
        if (PlaybackPath.isPlayback(path)) {
            return Optional.of(STREAM);
        }
        if (path.equals("/api/events")) {
            return Optional.of(EVENT_FEED);
        }
        String wait = request.getQueryParams().getFirst(WAIT);
        return path.startsWith("/api/") && wait != null && !wait.equals("0")
                ? Optional.of(LONG_POLL)
                : Optional.empty();
    }

    /** Returns the limit of one client; 0 for no limit. */
    int perClient(LimitProperties limits) {
        return switch (this) {
            case STREAM -> limits.streamsPerClient();
            case EVENT_FEED -> limits.eventFeedsPerClient();
            case LONG_POLL -> limits.longPollsPerClient();
        };
    }

    /** Returns the limit of one key; 0 for no limit. Streams need no key. */
    int perKey(LimitProperties limits) {
        return switch (this) {
            case STREAM -> 0;
            case EVENT_FEED -> limits.eventFeedsPerKey();
            case LONG_POLL -> limits.longPollsPerKey();
        };
    }

    /** Returns what the requests are called in problems. */
    String plural() {
        return switch (this) {
            case STREAM -> "streams";
            case EVENT_FEED -> "event feeds";
            case LONG_POLL -> "requests that wait";
        };
    }

    /** Returns the value of the tag {@code kind}. */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
