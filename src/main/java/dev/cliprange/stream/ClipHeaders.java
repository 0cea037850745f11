package dev.cliprange.stream;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.web.Seconds;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** The headers of every response with the bytes of a clip's current version. */
public final class ClipHeaders {

    /** The range of the source, in seconds. */
    public static final String CLIP_RANGE = "Clip-Range";

    private static final MediaType VIDEO = new MediaType("video", "mp4");
    private static final MediaType AUDIO = new MediaType("audio", "mp4");
    private static final CacheControl IMMUTABLE =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private ClipHeaders() {}

    public static void write(HttpHeaders headers, ClipDescriptor clip) {
        write(headers, clip, clip.source().media().video() == null ? AUDIO : VIDEO);
    }

    /** Writes the headers of a part of a clip, or of another representation, such as a segment or a picture. */
    public static void write(HttpHeaders headers, ClipDescriptor clip, MediaType type) {
        headers.setContentType(type);
        headers.setCacheControl(IMMUTABLE);
        headers.set(
                CLIP_RANGE,
                Seconds.of(clip.clip().startUs()).toPlainString() + "-"
                        + Seconds.of(clip.clip().endUs()).toPlainString());
    }
}
