package dev.cliprange.failure;

/**
 * The cause and the remedy of a failure, as its page shows them.
 *
 * @param cause why the failure happens
 * @param cure what the client or the operator can do
 */
public record FailureAdvice(String cause, String cure) {

    public static FailureAdvice of(Failure failure) {
        return switch (failure) {
            case REQUEST_INVALID ->
                new FailureAdvice(
                        "A field, parameter or header is missing, unknown or invalid; 'errors' names it.",
                        "Compare the request with the example in /api/docs. Do not retry it unchanged.");
            case UNAUTHENTICATED ->
                new FailureAdvice(
                        "The request has no API key, or its key is unknown or revoked.",
                        "Send 'Authorization: Bearer <key>'. An administrator creates keys with POST /api/admin/keys.");
            case FORBIDDEN ->
                new FailureAdvice(
                        "The API key is valid, but its role is not sufficient: 'read' reads, 'edit' changes"
                                + " sources and clips, 'admin' manages keys.",
                        "Use an API key with the role that the call requires.");
            case SIGNATURE_INVALID ->
                new FailureAdvice(
                        "Playback URLs are signed on this server. This URL has no signature, has one for another"
                                + " clip or version, or was changed.",
                        "Use the URL exactly as the clip contains it, or request a new one with POST"
                                + " /api/clips/{id}/sign.");
            case SIGNATURE_EXPIRED ->
                new FailureAdvice(
                        "The URL was valid until the time in 'expires'.",
                        "Read the clip again, or request a URL with a longer validity with POST /api/clips/{id}/sign.");
            case NOT_FOUND ->
                new FailureAdvice("This server has no resource at this path.", "Find the path in /api/docs.");
            case SOURCE_UNKNOWN ->
                new FailureAdvice(
                        "No source has this id. It may have been deleted.", "List the sources with GET /api/sources.");
            case CLIP_NOT_FOUND ->
                new FailureAdvice(
                        "No clip has this id. It may have been deleted, merged into an adjacent clip, or replaced"
                                + " by a partition.",
                        "List the clips of the source. GET /api/sources/{id}/operations shows what changed.");
            case CUT_LIST_UNKNOWN ->
                new FailureAdvice(
                        "The source has no cut list with this id or name. It may have been deleted or renamed.",
                        "List the cut lists with GET /api/sources/{id}/cut-lists.");
            case SEGMENT_NOT_FOUND ->
                new FailureAdvice(
                        "The stream of the clip has no playlist, init segment or media segment with this name.",
                        "Use the URLs in the playlists exactly as they are. 'hlsUrl' of the clip is the first one.");
            case SEQUENCE_UNKNOWN ->
                new FailureAdvice(
                        "No sequence has this id. It may have been deleted.",
                        "List the sequences with GET /api/sequences.");
            case OPERATION_UNKNOWN ->
                new FailureAdvice(
                        "No operation has this id. It may have been deleted with its source, or because of its age.",
                        "List the operations with GET /api/sources/{id}/operations.");
            case UPLOAD_UNKNOWN ->
                new FailureAdvice(
                        "No upload has this id. It was aborted, or its time without a call is over, or its source was"
                                + " deleted.",
                        "Begin a new upload with POST /api/uploads.");
            case JOB_UNKNOWN ->
                new FailureAdvice(
                        "No job has this id. It was deleted with its source, or some time after it ended.",
                        "List the jobs with GET /api/jobs.");
            case KEY_UNKNOWN -> new FailureAdvice("No API key has this id.", "List the keys with GET /api/admin/keys.");
            case METHOD_NOT_ALLOWED ->
                new FailureAdvice("The path exists, but not with this method.", "Find the call in /api/docs.");
            case NOT_ACCEPTABLE ->
                new FailureAdvice(
                        "The 'Accept' header contains no media type that this URL can return.",
                        "Accept application/json, or text/event-stream for /api/events.");
            case CLIP_OVERLAP ->
                new FailureAdvice(
                        "Clips of one cut list never overlap. 'conflictingClipIds' lists the clips that overlap the range.",
                        "Choose another range or another cut list, or move, merge or delete the listed clips.");
            case CLIPS_NOT_ADJACENT ->
                new FailureAdvice(
                        "Only adjacent clips can be merged or share a boundary: one must end where the other starts.",
                        "Move an end with PATCH first, so that the clips meet.");
            case OPERATION_NOT_NEWEST ->
                new FailureAdvice(
                        "The cut list has newer operations that are not undone, or this operation is already undone.",
                        "Undo the newer operations first, in reverse order.");
            case CUT_LIST_NAME_TAKEN ->
                new FailureAdvice(
                        "The names of the cut lists of a source are unique.",
                        "Choose another name, or use the list that has it.");
            case SIGNING_OFF ->
                new FailureAdvice(
                        "Playback URLs are open on this server.",
                        "Play the URL in the clip, or set cliprange.playback.signing-key.");
            case WARM_UP_OFF ->
                new FailureAdvice("No CDN is configured, so there is no cache to fill.", "Set cliprange.cdn.base-url.");
            case UPLOADS_OFF ->
                new FailureAdvice(
                        "Files are uploaded to the bucket of the server, and this server has none.",
                        "Set cliprange.storage.bucket, or register the URL of the file with POST /api/sources.");
            case S3_EVENTS_OFF ->
                new FailureAdvice(
                        "S3 events register objects below configured prefixes, and no prefix is configured.",
                        "Set cliprange.ingest.event-prefixes.");
            case UPLOAD_PARTS_MISSING ->
                new FailureAdvice(
                        "The storage does not have all parts, or some have a wrong size; 'missingParts' lists them.",
                        "Request their URLs with POST /api/uploads/{id}/parts, send them, and complete again.");
            case UPLOAD_SIZE_MISMATCH ->
                new FailureAdvice(
                        "The object in the storage is not as large as the file that was announced.",
                        "Abort the upload with DELETE /api/uploads/{id} and begin a new one.");
            case SOURCE_NOT_READY ->
                new FailureAdvice(
                        "The source is still being read, or reading it failed.",
                        "GET /api/sources/{id}?wait=30 returns once the source is ready; 'problem' contains the"
                                + " reason of a failure.");
            case SOURCE_CHANGED ->
                new FailureAdvice(
                        "The object in storage differs from the one that was read. It is being read again.",
                        "Try again when the source is ready. Its clips then have new versions.");
            case VERSION_GONE ->
                new FailureAdvice(
                        "The clip or its source has changed since this URL was created. A URL always returns the"
                                + " same bytes.",
                        "Play 'currentUrl', or read the clip again for a signed URL.");
            case PRECONDITION_FAILED ->
                new FailureAdvice(
                        "The resource has changed since you read the ETag that you sent in 'If-Match'.",
                        "Read the resource again, check your change, and send the new ETag.");
            case PAYLOAD_TOO_LARGE ->
                new FailureAdvice(
                        "The body is larger than this server accepts.",
                        "Cut with fewer points in one request. Bodies never contain media.");
            case URI_TOO_LONG ->
                new FailureAdvice(
                        "The first line of a request is limited to 4096 characters.",
                        "Send long values in the body. Send a cursor unchanged.");
            case HEADERS_TOO_LARGE ->
                new FailureAdvice(
                        "The headers of a request are limited to 8192 bytes.",
                        "Remove headers that this server does not need, for example cookies.");
            case RANGE_NOT_SATISFIABLE ->
                new FailureAdvice(
                        "The byte range begins after the last byte of the clip. 'Content-Range' contains the length.",
                        "Request a range within that length.");
            case UNSUPPORTED_CONTENT_TYPE ->
                new FailureAdvice("The body is not JSON.", "Send 'Content-Type: application/json'.");
            case IDEMPOTENCY_KEY_REUSED ->
                new FailureAdvice(
                        "The 'Idempotency-Key' was used for another request within the last day.",
                        "Create a new key for each change, and reuse it only to repeat that change.");
            case SOURCE_NOT_ALLOWED ->
                new FailureAdvice(
                        "This server may not read the location. By default it may only read objects in its own bucket.",
                        "Ask the operator to add a prefix of the location to cliprange.sources.allowed.");
            case SOURCE_NOT_FOUND ->
                new FailureAdvice(
                        "There is no object at this location, or the credentials of the server do not permit to see it.",
                        "Check bucket and key. They are case-sensitive.");
            case RANGE_OUTSIDE_SOURCE ->
                new FailureAdvice(
                        "A time or frame number is negative or after the end of the source.",
                        "Stay within 'durationSeconds' and 'video.frames' of the source.");
            case SEQUENCE_EMPTY ->
                new FailureAdvice(
                        "A sequence plays clips one after another, and this one names none.",
                        "Send the ids of 1 to 500 clips in 'clipIds'.");
            case SEQUENCE_MIXED_CODECS ->
                new FailureAdvice(
                        "A player cannot change the codec in the middle of a track, and some clips have no track in the"
                                + " codec of the others. 'clipIds' lists them.",
                        "Leave the listed clips out, or use clips of sources with the same codecs.");
            case SEQUENCE_MIXED_MEDIA ->
                new FailureAdvice(
                        "One MP4 needs clips whose sources have the same codecs, picture size, chroma format and audio"
                                + " format. 'detail' says which clip differs and how, and 'clipIds' lists all of them.",
                        "Play the sequence by 'hlsUrl' or 'dashUrl', or leave the listed clips out.");
            case SEQUENCE_TOO_LONG ->
                new FailureAdvice(
                        "The clips last longer together than this server accepts.", "Make several shorter sequences.");
            case UPLOAD_SIZE_REFUSED ->
                new FailureAdvice(
                        "The file is empty, or larger than this server accepts.",
                        "Check 'sizeBytes'. The limit is cliprange.upload.max-size.");
            case WIDTH_REFUSED ->
                new FailureAdvice(
                        "The width of a picture is odd, below 16 or above 1920.",
                        "Use an even width from 16 to 1920. A picture is never larger than the source.");
            case RANGE_EMPTY ->
                new FailureAdvice(
                        "After snapping to frame boundaries a clip would contain no frame, or two cuts are at the"
                                + " same boundary.",
                        "Leave at least one frame between two points.");
            case MEDIA_UNSUPPORTED ->
                new FailureAdvice(
                        "This server cannot cut the codecs or the container of the source.",
                        "Register a copy as MP4, or in another container that FFmpeg reads.");
            case MEDIA_MALFORMED ->
                new FailureAdvice(
                        "The file is empty, is no video, or violates its format; 'detail' says which.",
                        "Check that the URI is that of a video file. If it is, write the file again, for example with"
                                + " 'ffmpeg -i in -c copy out.mp4', and register the copy.");
            case CHECKSUM_MISMATCH ->
                new FailureAdvice(
                        "The SHA-256 of the uploaded object is not the one that was announced.",
                        "Delete the source and upload the file again.");
            case PRECISE_UNAVAILABLE ->
                new FailureAdvice(
                        "Frames of this clip would have to be encoded, and this is not possible; 'detail' contains"
                                + " the reason.",
                        "Play 'streamUrl', which needs no encoding, or start the clip at a keyframe, which 'GET"
                                + " /api/sources/{id}/suggest' returns.");
            case TOO_BUSY ->
                new FailureAdvice(
                        "A limit of the client, the API key, streams, waiting requests or FFmpeg processes has"
                                + " been reached.",
                        "Wait for the seconds in 'Retry-After' and try again. The settings are cliprange.limits"
                                + " and cliprange.ffmpeg.");
            case INTERNAL ->
                new FailureAdvice(
                        "This server has a bug. Its log contains the error with the path of this request.",
                        "Try again. If the problem persists, report it with the log lines.");
            case SOURCE_UNREADABLE ->
                new FailureAdvice(
                        "The storage rejected or aborted the read of the source, even after retries.",
                        "Try again. Check the storage, and the credentials of this server for it.");
            case DATABASE_UNAVAILABLE ->
                new FailureAdvice(
                        "PostgreSQL does not respond. Clips in the memory of this instance keep playing.",
                        "Try again in a moment.");
            case FFMPEG_UNAVAILABLE ->
                new FailureAdvice(
                        "This instance cannot start FFmpeg, which this clip or picture needs. Clips of the slicing engine"
                                + " keep playing.",
                        "Try again: another instance may respond. The readiness of the instance names the path that it"
                                + " tried; the setting is cliprange.ffmpeg.path.");
            case SHUTTING_DOWN ->
                new FailureAdvice(
                        "This instance is shutting down and accepts no new streams.",
                        "Try again at once. Another instance will respond.");
            case SOURCE_TIMEOUT ->
                new FailureAdvice("The storage did not respond in time.", "Try again. Check the load of the storage.");
        };
    }
}
