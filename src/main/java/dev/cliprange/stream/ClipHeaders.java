package dev.cliprange.stream;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.codec.CodecList;
import dev.cliprange.web.FileName;
import dev.cliprange.web.Seconds;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;

/** The headers of every response with the bytes of a clip's current version. */
public final class ClipHeaders {

    /** The range of the source, in seconds. */
    public static final String CLIP_RANGE = "Clip-Range";

    private static final CacheControl IMMUTABLE =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private ClipHeaders() {}

    /** Writes the headers of a stream. They do not depend on the status, and the entity tag does not depend on them. */
    public static void write(ServerWebExchange exchange, ClipDescriptor clip, CodecList codecs) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        write(headers, clip, MediaType.parseMediaType(codecs.mediaType()));
        // As RFC 6381 writes it, with a space: MediaType has none.
        headers.set(HttpHeaders.CONTENT_TYPE, codecs.mediaType());
        fileName(exchange, clip, codecs.video() ? "mp4" : "m4a");
    }

    /**
     * Writes the headers of a part of a clip, or of another representation, such as a segment or a picture. {@link
     * #fileName} writes its name, if it has one.
     */
    public static void write(HttpHeaders headers, ClipDescriptor clip, MediaType type) {
        write(headers, type);
        headers.set(
                CLIP_RANGE,
                Seconds.of(clip.streamStartUs()).toPlainString() + "-"
                        + Seconds.of(clip.clip().endUs()).toPlainString());
    }

    /**
     * Writes the headers of several clips as one file.
     *
     * @param title names the file
     * @param id names it if the title has no usable character
     */
    public static void write(ServerWebExchange exchange, String title, UUID id, CodecList codecs) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        write(headers, MediaType.parseMediaType(codecs.mediaType()));
        headers.set(HttpHeaders.CONTENT_TYPE, codecs.mediaType());
        FileName.write(headers, exchange.getRequest(), title, id.toString(), codecs.video() ? "mp4" : "m4a");
    }

    /** Writes the headers of a text that describes several clips. */
    public static void write(HttpHeaders headers, MediaType type) {
        headers.setContentType(type);
        headers.setCacheControl(IMMUTABLE);
    }

    /** Writes {@code Content-Disposition}, with a name from the URL, or else of the clip. */
    public static void fileName(ServerWebExchange exchange, ClipDescriptor clip, String extension) {
        FileName.write(
                exchange.getResponse().getHeaders(),
                exchange.getRequest(),
                name(clip),
                clip.id().toString(),
                extension);
    }

    /** Returns the title, or that of the source with the time at which the clip starts; empty if there is neither. */
    private static String name(ClipDescriptor clip) {
        return Optional.ofNullable(clip.clip().title())
                .or(() -> clip.source()
                        .title()
                        .map(source -> source + " " + timecode(clip.clip().startUs())))
                .orElse("");
    }

    /** With full stops, because file systems reserve the colon. */
    private static String timecode(long timeUs) {
        Duration time = Duration.of(timeUs, ChronoUnit.MICROS);
        return String.format(
                Locale.ROOT,
                "%02d.%02d.%02d.%03d",
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart(),
                time.toMillisPart());
    }
}
