package dev.cliprange.storage.read;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/**
 * Converts revisions to and from HTTP's validators: a strong entity tag with its quotes, else {@code
 * modified:<Last-Modified>;<size>}. RFC 9110, section 8.8. A weak tag is ignored, because {@code If-Match} does not
 * accept one.
 */
public final class Validators {

    /** For objects that never change, such as those in the work storage. */
    public static final String ANY_REVISION = "";

    private static final String WEAK = "W/";
    private static final String MODIFIED = "modified:";

    private Validators() {}

    /** The revision in a response; empty if it has no usable validator. */
    static Optional<String> revision(HttpHeaders response, long totalBytes) {
        String tag = response.get(HttpHeaderNames.ETAG, "");
        if (tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
            return Optional.of(tag);
        }
        String modified = response.get(HttpHeaderNames.LAST_MODIFIED, "");
        return modified.isEmpty() ? Optional.empty() : Optional.of(MODIFIED + modified + ";" + totalBytes);
    }

    /** Describes a response without a usable validator. */
    static String missing(HttpHeaders response) {
        String tag = response.get(HttpHeaderNames.ETAG, "");
        String sent = tag.isEmpty()
                ? "neither an ETag nor Last-Modified"
                : tag.startsWith(WEAK)
                        ? "only a weak ETag, which does not identify the bytes, and no Last-Modified"
                        : "an ETag without quotes or content, and no Last-Modified";
        return "Its server sends " + sent + ". A change of the object could not be detected.";
    }

    /** Makes a request fail with 412 when the object is no longer at that revision. */
    static void require(HttpHeaders request, String revision) {
        if (revision.startsWith("\"")) {
            request.set(HttpHeaderNames.IF_MATCH, revision);
        } else if (revision.startsWith(MODIFIED)) {
            request.set(
                    HttpHeaderNames.IF_UNMODIFIED_SINCE,
                    revision.substring(MODIFIED.length(), revision.lastIndexOf(';')));
        }
    }

    /** Whether a response is of that revision. Not every server evaluates conditions. */
    static boolean matches(HttpHeaders response, long totalBytes, String revision) {
        return revision.equals(ANY_REVISION)
                || revision(response, totalBytes).filter(revision::equals).isPresent();
    }
}
