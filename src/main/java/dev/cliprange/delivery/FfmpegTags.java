package dev.cliprange.delivery;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.spool.SpoolReader;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The entity tags of a clip that FFmpeg makes. RFC 9110, 8.8.3. */
final class FfmpegTags {

    private FfmpegTags() {}

    /** Of any bytes of this version, which mean the same. Weak: another build of FFmpeg may write others. */
    static String ofVersion(ClipDescriptor clip) {
        return "W/\"" + clip.version() + "\"";
    }

    /** Of these bytes alone. Strong. */
    static String ofBytes(ClipDescriptor clip, SpoolReader.Whole whole) {
        return "\"" + clip.version() + "-" + whole.tag() + "\"";
    }

    /**
     * The tag of what the client has already, if that is this version: its weak tag, or the strong one of bytes that
     * some instance made of it. The client may go on with these bytes, whatever is kept here.
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
