package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.spool.SpoolReader;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The entity tags of a clip that FFmpeg makes. RFC 9110, 8.8.3. */
final class FfmpegTags {

    private FfmpegTags() {}

    /** Returns the weak tag of a version. Another build of FFmpeg may write other bytes with the same meaning. */
    static String ofVersion(ClipDescriptor clip) {
        return "W/\"" + clip.version() + "\"";
    }

    /** Returns the strong tag of these bytes. */
    static String ofBytes(ClipDescriptor clip, SpoolReader.Whole whole) {
        return "\"" + clip.version() + "-" + whole.tag() + "\"";
    }

    /**
     * Returns the tag in If-None-Match that names this version: the weak tag, or the strong tag of bytes that any
     * instance made. The client may continue to use these bytes, even if this instance has none or others. Empty if no
     * tag names this version.
     */
    static Optional<String> ofHeld(ClipDescriptor clip, HttpHeaders request) {
        List<String> tags = request.getIfNoneMatch();
        if (tags.stream().anyMatch(tag -> tag.strip().equals("*"))) {
            return Optional.of(ofVersion(clip));
        }
        return tags.stream()
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .filter(opaque -> opaque.matches("\"" + clip.version() + "(-[0-9a-f]{16})?\""))
                .findFirst()
                .map(opaque -> opaque.contains("-") ? opaque : "W/" + opaque);
    }
}
