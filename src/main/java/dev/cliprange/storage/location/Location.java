package dev.cliprange.storage.location;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;

/**
 * The location of an object. It may be outside the allow-list, which {@code SourceStore} checks.
 * {@code toString} is safe to log; {@link #uri()} may carry a query that is a secret.
 */
public sealed interface Location permits S3Location, HttpLocation, FileLocation, DerivedLocation {

    /** The whole URI. Parsing it gives an equal location. */
    String uri();

    /**
     * Reads {@code s3://bucket/key} (the key as it is, nothing is decoded), {@code http(s)://host[:port]/path[?query]}
     * or {@code file:///path} (RFC 8089, percent-encoded).
     *
     * @throws FailureException {@code request-invalid} without a scheme; {@code source-not-allowed} for any other
     *     scheme, and for whatever could make two readers see two places: user information, a fragment, dot segments in
     *     any encoding, characters that belong encoded
     */
    static Location parse(String uri) {
        int colon = uri.indexOf(':');
        if (colon < 1) {
            throw new FailureException(
                    Failure.REQUEST_INVALID, "The URI has no scheme (expected: s3://, https://, http:// or file:///)");
        }
        return switch (uri.substring(0, colon)) {
            case "s3" -> S3Location.parse(uri);
            case "http", "https" -> HttpLocation.parse(uri);
            case "file" -> FileLocation.parse(uri);
            default -> throw notAllowed("Its scheme is none of s3, https, http and file (in lower case)");
        };
    }

    /**
     * Returns what may be shown of a URI: as {@code toString} of its location. Of a text that is no location, what is
     * before its query.
     */
    static String shown(String uri) {
        try {
            return parse(uri).toString();
        } catch (FailureException e) {
            int query = uri.indexOf('?');
            return query < 0 ? uri : uri.substring(0, query) + "?…";
        }
    }

    /** @param reason one sentence for the person who entered the URI */
    static FailureException notAllowed(String reason) {
        return new FailureException(Failure.SOURCE_NOT_ALLOWED, reason);
    }
}
