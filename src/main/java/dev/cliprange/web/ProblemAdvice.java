package dev.cliprange.web;

import dev.cliprange.failure.Failure;

/**
 * What to know about a kind of problem.
 *
 * @param cause why it comes
 * @param cure what to do
 */
record ProblemAdvice(String cause, String cure) {

    static ProblemAdvice of(Failure failure) {
        return switch (failure) {
            case REQUEST_INVALID ->
                new ProblemAdvice(
                        "A field, parameter or header is missing, unknown, or of the wrong form; 'detail' names it.",
                        "Compare the request with the example in /api/docs. Sending it again as it is does not help.");
            case UNAUTHENTICATED ->
                new ProblemAdvice(
                        "No API key came with the request, or one that was never made or has been revoked.",
                        "Send 'Authorization: Bearer <key>'. An administrator makes keys with POST /api/admin/keys.");
            case FORBIDDEN ->
                new ProblemAdvice(
                        "The key is good, but its role is not enough: 'read' looks, 'edit' changes sources and clips,"
                                + " 'admin' makes keys.",
                        "Use a key of the role the call needs.");
            case SIGNATURE_INVALID ->
                new ProblemAdvice(
                        "Playback addresses are signed here, and this one is not, or for another clip or version, or it"
                                + " was altered on its way.",
                        "Use the address as it stands in the clip, to the letter; ask for a new one with"
                                + " POST /api/clips/{id}/sign.");
            case SIGNATURE_EXPIRED ->
                new ProblemAdvice(
                        "The address was good until the time in its 'expires'.",
                        "Read the clip again, or sign an address that holds longer with POST /api/clips/{id}/sign.");
            case NOT_FOUND -> new ProblemAdvice("Nothing is served under this path.", "Look the path up in /api/docs.");
            case SOURCE_UNKNOWN ->
                new ProblemAdvice("No source has this id; it may have been deleted.", "List them: GET /api/sources.");
            case CLIP_NOT_FOUND ->
                new ProblemAdvice(
                        "No clip has this id; it may have been deleted, merged into a neighbour, or replaced by a"
                                + " partition.",
                        "List the clips of its source; GET /api/sources/{id}/operations says what became of it.");
            case OPERATION_UNKNOWN ->
                new ProblemAdvice(
                        "No operation has this id; it may have gone with its source, or with its age.",
                        "List them: GET /api/sources/{id}/operations.");
            case KEY_UNKNOWN -> new ProblemAdvice("No API key has this id.", "List them: GET /api/admin/keys.");
            case METHOD_NOT_ALLOWED ->
                new ProblemAdvice("The path is right, the method is not.", "Look the call up in /api/docs.");
            case NOT_ACCEPTABLE ->
                new ProblemAdvice(
                        "The 'Accept' header names no media type this address can answer with.",
                        "Accept application/json, or text/event-stream for /api/events.");
            case CLIP_OVERLAP ->
                new ProblemAdvice(
                        "Clips of one source never share time. 'conflictingClipIds' names those that are in the way.",
                        "Choose another range, or move, merge or delete the clips that are named.");
            case CLIPS_NOT_ADJACENT ->
                new ProblemAdvice(
                        "Only neighbours can be merged or share a boundary: the one must end where the other starts.",
                        "Move an end first with PATCH, so that the two meet.");
            case OPERATION_NOT_NEWEST ->
                new ProblemAdvice(
                        "There are newer operations on the source that hold, or this one was undone already.",
                        "Undo the newer ones first, newest first.");
            case SIGNING_OFF ->
                new ProblemAdvice(
                        "Playback addresses are open on this server.",
                        "Play the clip's own address; or set cliprange.playback.signing-key.");
            case WARM_UP_OFF ->
                new ProblemAdvice("No CDN is configured, so there is no cache to fill.", "Set cliprange.cdn.base-url.");
            case SOURCE_NOT_READY ->
                new ProblemAdvice(
                        "The source is still being read, or reading it failed.",
                        "GET /api/sources/{id}?wait=30 answers once it is ready, or says in 'problem' why it is not.");
            case SOURCE_CHANGED ->
                new ProblemAdvice(
                        "The object in storage is another than the one that was read. It is being read again.",
                        "Try again when the source is ready; its clips then have new versions.");
            case VERSION_GONE ->
                new ProblemAdvice(
                        "The clip, or the object it is cut from, has changed since this address was made. An address"
                                + " never gives other bytes than it gave before.",
                        "Play 'currentUrl', or read the clip again for a signed address.");
            case PRECONDITION_FAILED ->
                new ProblemAdvice(
                        "Somebody changed it since you read the ETag you sent as 'If-Match'.",
                        "Read it again, decide again, and send the new ETag.");
            case PAYLOAD_TOO_LARGE ->
                new ProblemAdvice(
                        "The body is larger than this server reads.",
                        "Cut with fewer points at a time; media are not sent in bodies.");
            case URI_TOO_LONG ->
                new ProblemAdvice(
                        "The first line of a request holds 4096 characters at most.",
                        "Send what is long in the body; a cursor is passed on as it came.");
            case HEADERS_TOO_LARGE ->
                new ProblemAdvice(
                        "The headers of a request hold 8192 bytes at most.",
                        "Leave out what this server needs nothing of, cookies first.");
            case RANGE_NOT_SATISFIABLE ->
                new ProblemAdvice(
                        "The byte range begins behind the clip's last byte. 'Content-Range' says how long it is.",
                        "Ask within that length.");
            case UNSUPPORTED_CONTENT_TYPE ->
                new ProblemAdvice("The body is not JSON.", "Send 'Content-Type: application/json'.");
            case IDEMPOTENCY_KEY_REUSED ->
                new ProblemAdvice(
                        "The 'Idempotency-Key' came with another request in the last day.",
                        "Make a new key for each change, and use it again only to repeat that change.");
            case SOURCE_NOT_ALLOWED ->
                new ProblemAdvice(
                        "The address is none this server may read: by default only objects of its own bucket are.",
                        "Have the operator add a prefix of it to cliprange.sources.allowed.");
            case SOURCE_NOT_FOUND ->
                new ProblemAdvice(
                        "There is no object at this address, or the server's credentials may not see it.",
                        "Compare bucket and key; they are case-sensitive.");
            case RANGE_OUTSIDE_SOURCE ->
                new ProblemAdvice(
                        "A time is negative or behind the source's end, or a frame number is.",
                        "Stay within 'durationSeconds' and 'video.frames' of the source.");
            case RANGE_EMPTY ->
                new ProblemAdvice(
                        "After moving to frame boundaries a clip would hold no frame, or two cuts fall on one boundary.",
                        "Leave at least one frame between two points.");
            case MEDIA_UNSUPPORTED ->
                new ProblemAdvice(
                        "The source's codecs or container are none this server can cut.",
                        "Register a copy of it as MP4, or in another container that FFmpeg reads.");
            case MEDIA_MALFORMED ->
                new ProblemAdvice(
                        "The source breaks the rules of its format; 'detail' names the place.",
                        "Write it again, for example with 'ffmpeg -i in -c copy out.mp4', and register that.");
            case PRECISE_UNAVAILABLE ->
                new ProblemAdvice(
                        "Frames of this clip would have to be encoded, and cannot be here; 'detail' says why.",
                        "Play 'streamUrl', which needs none; or start the clip at a keyframe, which"
                                + " 'GET /api/sources/{id}/suggest' names.");
            case TOO_BUSY ->
                new ProblemAdvice(
                        "A limit is reached: of this client, of this key, of streams, of requests that wait, or of FFmpeg"
                                + " processes.",
                        "Wait for 'Retry-After' seconds and try again. Limits are settings, cliprange.limits and"
                                + " cliprange.ffmpeg.");
            case INTERNAL ->
                new ProblemAdvice(
                        "A fault of this server. It is in its log, with this request's path.",
                        "Try again; if it stays, report it with the log's lines.");
            case SOURCE_UNREADABLE ->
                new ProblemAdvice(
                        "The storage refused or broke off the read of the source, also after several attempts.",
                        "Try again; look at the storage, and at the server's credentials for it.");
            case DATABASE_UNAVAILABLE ->
                new ProblemAdvice(
                        "PostgreSQL does not answer. Clips this instance knows keep playing meanwhile.",
                        "Try again in a moment.");
            case SHUTTING_DOWN ->
                new ProblemAdvice(
                        "This instance was told to stop and takes no new streams.",
                        "Try again at once: another instance answers.");
            case SOURCE_TIMEOUT ->
                new ProblemAdvice("The storage did not answer in time.", "Try again; look at the storage's load.");
        };
    }
}
