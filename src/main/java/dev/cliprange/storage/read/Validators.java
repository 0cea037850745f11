package dev.cliprange.storage.read;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/**
 * Revisions in terms of HTTP's validators: a strong entity tag with its quotes, else {@code modified:<Last-Modified>;<size>}.
 * RFC 9110, section 8.8. A weak tag cannot stand in {@code If-Match} and counts for nothing.
 */
public final class Validators {

    /** For reads of objects that never change, as those in the work storage. */
    public static final String ANY_REVISION = "";

    private static final String MODIFIED = "modified:";

    private Validators() {}

    /** The revision a response speaks of; empty if it carries no usable validator. */
    static Optional<String> revision(HttpHeaders response, long totalBytes) {
        String tag = response.get(HttpHeaderNames.ETAG, "");
        if (tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
            return Optional.of(tag);
        }
        String modified = response.get(HttpHeaderNames.LAST_MODIFIED, "");
        return modified.isEmpty() ? Optional.empty() : Optional.of(MODIFIED + modified + ";" + totalBytes);
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

    /** Whether a response speaks of that revision: not every server heeds conditions. */
    static boolean matches(HttpHeaders response, long totalBytes, String revision) {
        return revision.equals(ANY_REVISION)
                || revision(response, totalBytes).filter(revision::equals).isPresent();
    }
}
