package dev.cliprange.failure;

import java.util.Locale;

/**
 * Every failure a client can be told of. The code (the name in kebab-case), status and title are part of the HTTP
 * contract and do not change.
 */
public enum Failure {
    REQUEST_INVALID(FailureKind.CALLER, 400, "The request cannot be read"),
    UNAUTHENTICATED(FailureKind.CALLER, 401, "An API key is needed"),
    FORBIDDEN(FailureKind.CALLER, 403, "This key may not do that"),
    SIGNATURE_INVALID(FailureKind.CALLER, 403, "The address is not signed for this clip"),
    SIGNATURE_EXPIRED(FailureKind.CALLER, 403, "The address has expired"),
    NOT_FOUND(FailureKind.CALLER, 404, "There is nothing at this address"),
    SOURCE_UNKNOWN(FailureKind.CALLER, 404, "There is no such source"),
    CLIP_NOT_FOUND(FailureKind.CALLER, 404, "There is no such clip"),
    OPERATION_UNKNOWN(FailureKind.CALLER, 404, "There is no such operation"),
    KEY_UNKNOWN(FailureKind.CALLER, 404, "There is no such API key"),
    METHOD_NOT_ALLOWED(FailureKind.CALLER, 405, "This address does not take this method"),
    NOT_ACCEPTABLE(FailureKind.CALLER, 406, "This address has no such representation"),
    CLIP_OVERLAP(FailureKind.CALLER, 409, "The range overlaps another clip of the source"),
    CLIPS_NOT_ADJACENT(FailureKind.CALLER, 409, "The clips are not neighbours"),
    OPERATION_NOT_NEWEST(FailureKind.CALLER, 409, "Only the newest operation of a source can be undone"),
    SIGNING_OFF(FailureKind.CALLER, 409, "Playback addresses are not signed here"),
    WARM_UP_OFF(FailureKind.CALLER, 409, "There is no CDN to warm up"),
    SOURCE_NOT_READY(FailureKind.CALLER, 409, "The source is not ready"),
    SOURCE_CHANGED(FailureKind.UPSTREAM, 409, "The source's object has changed"),
    VERSION_GONE(FailureKind.CALLER, 410, "The clip has changed since this address was made"),
    PRECONDITION_FAILED(FailureKind.CALLER, 412, "The entity has changed in the meantime"),
    PAYLOAD_TOO_LARGE(FailureKind.CALLER, 413, "The request's body is too large"),
    URI_TOO_LONG(FailureKind.CALLER, 414, "The address is too long"),
    RANGE_NOT_SATISFIABLE(FailureKind.CALLER, 416, "The byte range lies outside the clip"),
    UNSUPPORTED_CONTENT_TYPE(FailureKind.CALLER, 415, "The request's body must be JSON"),
    IDEMPOTENCY_KEY_REUSED(FailureKind.CALLER, 422, "The idempotency key belongs to another request"),
    SOURCE_NOT_ALLOWED(FailureKind.CALLER, 422, "This address is not allowed as a source"),
    SOURCE_NOT_FOUND(FailureKind.CALLER, 422, "There is no object at this address"),
    RANGE_OUTSIDE_SOURCE(FailureKind.CALLER, 422, "The range lies outside the source"),
    RANGE_EMPTY(FailureKind.CALLER, 422, "The range holds no frame"),
    HEADERS_TOO_LARGE(FailureKind.CALLER, 431, "The request's headers are too large"),
    MEDIA_UNSUPPORTED(FailureKind.MEDIA, 422, "The source's media cannot be cut"),
    MEDIA_MALFORMED(FailureKind.MEDIA, 422, "The source's media is damaged"),
    PRECISE_UNAVAILABLE(FailureKind.MEDIA, 422, "The clip has no precise form here"),
    TOO_BUSY(FailureKind.CAPACITY, 429, "Too many requests at once"),
    INTERNAL(FailureKind.INTERNAL, 500, "Something went wrong here"),
    SOURCE_UNREADABLE(FailureKind.UPSTREAM, 502, "The source cannot be read"),
    DATABASE_UNAVAILABLE(FailureKind.UPSTREAM, 503, "The database does not answer"),
    SHUTTING_DOWN(FailureKind.CAPACITY, 503, "This instance is going down"),
    SOURCE_TIMEOUT(FailureKind.UPSTREAM, 504, "The source does not answer in time");

    private final FailureKind kind;
    private final int status;
    private final String title;

    Failure(FailureKind kind, int status, String title) {
        this.kind = kind;
        this.status = status;
        this.title = title;
    }

    public FailureKind kind() {
        return kind;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** One sentence without a full stop, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The stable name in kebab-case, as {@code clip-overlap}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
