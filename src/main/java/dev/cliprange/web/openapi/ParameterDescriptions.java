package dev.cliprange.web.openapi;

import dev.cliprange.web.idempotency.IdempotentRequest;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** The descriptions of parameters and headers that have the same meaning in all calls. */
final class ParameterDescriptions {

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("limit", "The number of items in the page"),
            Map.entry("after", "The `next` of the previous page"),
            Map.entry("cutList", "The ID or the name of a cut list; `main` by default"),
            Map.entry("wait", "The number of seconds to wait for a final state"),
            Map.entry("from", "The first time in seconds"),
            Map.entry("to", "The time in seconds at which the list ends; the end of the source by default"),
            Map.entry("at", "A time in seconds"),
            Map.entry("state", "Only jobs in this state: `queued`, `running`, `completed`, `failed` or `cancelled`"),
            Map.entry("frame", "The number of a frame, from 0"),
            Map.entry("version", "The version of the clip's bytes, from one of its URLs"),
            Map.entry("Range", "One byte range, such as `bytes=0-999`"),
            Map.entry("If-Range", "An `ETag`; the whole clip is sent if it is another one"),
            Map.entry("If-None-Match", "An `ETag`; the response is 304 if it is the current one"),
            Map.entry("If-Match", "An `ETag`; the call fails with 412 if the resource has another one"),
            Map.entry("Last-Event-ID", "The ID of the last event that was received"),
            Map.entry(
                    IdempotentRequest.HEADER,
                    "1 to 255 visible ASCII characters. Repeats within a day with the same key get the same response"));

    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("Location", "The URL of the resource"),
            Map.entry("ETag", "The entity tag of the resource"),
            Map.entry("Vary", "`Accept`"),
            Map.entry("Link", "The next clip of the cut list, with `rel=\"next\"`"),
            Map.entry("Content-Length", "The number of bytes; absent if it is not known yet"),
            Map.entry("Content-Range", "The range of bytes, and the length of the clip"),
            Map.entry("Accept-Ranges", "`bytes`, or `none` if byte ranges are not available"),
            Map.entry("Cache-Control", "How long caches may keep the response"),
            Map.entry("Clip-Range", "The range of the source in seconds, such as `3.5-7`"),
            Map.entry("Server-Timing", "The durations of steps on the server"),
            Map.entry("WWW-Authenticate", "`Bearer`"),
            Map.entry("Retry-After", "The number of seconds after which to try again, if it is known"));

    private static final BigDecimal MAX_LIMIT = BigDecimal.valueOf(500);

    private ParameterDescriptions() {}

    static void complete(Parameter parameter) {
        Optional.ofNullable(PARAMETERS.get(parameter.getName())).ifPresent(parameter::setDescription);
        if (parameter.getName().equals("limit")) {
            parameter.getSchema().minimum(BigDecimal.ONE).maximum(MAX_LIMIT);
        }
    }

    static Header header(String name) {
        boolean number = name.equals("Content-Length") || name.equals("Retry-After");
        return new Header()
                .description(Optional.ofNullable(HEADERS.get(name))
                        .orElseThrow(() -> new IllegalStateException("no description of the header " + name)))
                .schema(number ? Schemas.integer() : Schemas.string());
    }
}
