package dev.cliprange.failure;

import java.util.Locale;

/**
 * All failures that are reported to clients. The code (the name in kebab-case) and the status are part of the HTTP
 * contract and do not change.
 */
public enum Failure {
    REQUEST_INVALID(FailureKind.CALLER, 400, "The request is invalid"),
    UNAUTHENTICATED(FailureKind.CALLER, 401, "An API key is required"),
    FORBIDDEN(FailureKind.CALLER, 403, "The role of this API key does not permit the call"),
    SIGNATURE_INVALID(FailureKind.CALLER, 403, "The URL is not signed for this clip"),
    SIGNATURE_EXPIRED(FailureKind.CALLER, 403, "The URL has expired"),
    NOT_FOUND(FailureKind.CALLER, 404, "There is no resource at this URL"),
    SOURCE_UNKNOWN(FailureKind.CALLER, 404, "There is no such source"),
    CLIP_NOT_FOUND(FailureKind.CALLER, 404, "There is no such clip"),
    CUT_LIST_UNKNOWN(FailureKind.CALLER, 404, "There is no such cut list"),
    SEGMENT_NOT_FOUND(FailureKind.CALLER, 404, "The stream has no such file"),
    SEQUENCE_UNKNOWN(FailureKind.CALLER, 404, "There is no such sequence"),
    OPERATION_UNKNOWN(FailureKind.CALLER, 404, "There is no such operation"),
    UPLOAD_UNKNOWN(FailureKind.CALLER, 404, "There is no such upload, or it has expired"),
    JOB_UNKNOWN(FailureKind.CALLER, 404, "There is no such job"),
    KEY_UNKNOWN(FailureKind.CALLER, 404, "There is no such API key"),
    METHOD_NOT_ALLOWED(FailureKind.CALLER, 405, "This URL does not support the method"),
    NOT_ACCEPTABLE(FailureKind.CALLER, 406, "This URL has no acceptable representation"),
    CLIP_OVERLAP(FailureKind.CALLER, 409, "The range overlaps another clip of the cut list"),
    CLIPS_NOT_ADJACENT(FailureKind.CALLER, 409, "The clips are not adjacent"),
    OPERATION_NOT_NEWEST(FailureKind.CALLER, 409, "Only the most recent operation of a cut list can be undone"),
    CUT_LIST_NAME_TAKEN(FailureKind.CALLER, 409, "Another cut list of the source has this name"),
    SIGNING_OFF(FailureKind.CALLER, 409, "Playback URLs are not signed on this server"),
    WARM_UP_OFF(FailureKind.CALLER, 409, "No CDN is configured"),
    UPLOADS_OFF(FailureKind.CALLER, 409, "This server accepts no uploads"),
    S3_EVENTS_OFF(FailureKind.CALLER, 409, "This server accepts no S3 events"),
    UPLOAD_PARTS_MISSING(FailureKind.CALLER, 409, "Parts of the upload are missing"),
    UPLOAD_SIZE_MISMATCH(FailureKind.CALLER, 409, "The uploaded object has another size"),
    SOURCE_NOT_READY(FailureKind.CALLER, 409, "The source is not ready"),
    SOURCE_CHANGED(FailureKind.UPSTREAM, 409, "The source's object has changed"),
    VERSION_GONE(FailureKind.CALLER, 410, "The clip has changed since this URL was created"),
    PRECONDITION_FAILED(FailureKind.CALLER, 412, "The resource has changed in the meantime"),
    PAYLOAD_TOO_LARGE(FailureKind.CALLER, 413, "The request's body is too large"),
    URI_TOO_LONG(FailureKind.CALLER, 414, "The URL is too long"),
    RANGE_NOT_SATISFIABLE(FailureKind.CALLER, 416, "The byte range is outside the clip"),
    UNSUPPORTED_CONTENT_TYPE(FailureKind.CALLER, 415, "The request's body must be JSON"),
    IDEMPOTENCY_KEY_REUSED(FailureKind.CALLER, 422, "The idempotency key belongs to another request"),
    SOURCE_NOT_ALLOWED(FailureKind.CALLER, 422, "This location is not allowed as a source"),
    SOURCE_NOT_FOUND(FailureKind.CALLER, 422, "There is no object at this location"),
    UPLOAD_SIZE_REFUSED(FailureKind.CALLER, 422, "A file of this size cannot be uploaded"),
    RANGE_OUTSIDE_SOURCE(FailureKind.CALLER, 422, "The range is outside the source"),
    RANGE_EMPTY(FailureKind.CALLER, 422, "The range contains no frame"),
    SEQUENCE_EMPTY(FailureKind.CALLER, 422, "The sequence contains no clip"),
    SEQUENCE_MIXED_CODECS(FailureKind.MEDIA, 422, "The clips have no common codecs"),
    SEQUENCE_MIXED_MEDIA(FailureKind.MEDIA, 422, "The clips cannot be one MP4"),
    SEQUENCE_TOO_LONG(FailureKind.CALLER, 422, "The sequence is too long"),
    WIDTH_REFUSED(FailureKind.CALLER, 422, "Pictures are not made in this width"),
    HEADERS_TOO_LARGE(FailureKind.CALLER, 431, "The request's headers are too large"),
    MEDIA_UNSUPPORTED(FailureKind.MEDIA, 422, "The source's media cannot be cut"),
    MEDIA_MALFORMED(FailureKind.MEDIA, 422, "The source's media is damaged"),
    CHECKSUM_MISMATCH(FailureKind.MEDIA, 422, "The object is not the file that was announced"),
    PRECISE_UNAVAILABLE(FailureKind.MEDIA, 422, "The clip has no precise form"),
    TOO_BUSY(FailureKind.CAPACITY, 429, "A limit has been reached"),
    INTERNAL(FailureKind.INTERNAL, 500, "An internal error occurred"),
    SOURCE_UNREADABLE(FailureKind.UPSTREAM, 502, "The source cannot be read"),
    DATABASE_UNAVAILABLE(FailureKind.UPSTREAM, 503, "The database is unavailable"),
    FFMPEG_UNAVAILABLE(FailureKind.UPSTREAM, 503, "FFmpeg is unavailable"),
    SHUTTING_DOWN(FailureKind.CAPACITY, 503, "This instance is shutting down"),
    SOURCE_TIMEOUT(FailureKind.UPSTREAM, 504, "Reading the source timed out");

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
