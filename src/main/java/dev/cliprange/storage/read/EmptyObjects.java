package dev.cliprange.storage.read;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.netty.http.client.HttpClientResponse;

/** Objects without a byte. They are no video, which is the mistake of the client. */
final class EmptyObjects {

    private EmptyObjects() {}

    static FailureException failure() {
        return new FailureException(Failure.MEDIA_MALFORMED, "This is no video (the file is empty).");
    }

    /**
     * Returns whether the response to a request for the first byte means that there is none: 416 (RFC 9110, section
     * 14.1.2), or 200 without a body from a server that ignores ranges of empty files.
     */
    static boolean isMeantBy(HttpClientResponse response) {
        return switch (response.status().code()) {
            case 416 -> true;
            case 200 -> response.responseHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, -1) == 0;
            default -> false;
        };
    }
}
