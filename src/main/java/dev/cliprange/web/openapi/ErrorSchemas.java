package dev.cliprange.web.openapi;

import dev.cliprange.failure.Failure;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schemas of problems (RFC 9457) with the members that single codes add. */
final class ErrorSchemas {

    static final String PROBLEM = "Problem";
    private static final String INVALID_INPUT = "InvalidInput";
    private static final String UNEXPECTED = "AnyProblem";

    private ErrorSchemas() {}

    static void addTo(Components components) {
        components.addSchemas(PROBLEM, problem());
        components.addSchemas(INVALID_INPUT, invalidInput());
        components.addResponses(
                UNEXPECTED,
                new ApiResponse()
                        .description("Any other problem")
                        .content(new Content()
                                .addMediaType(
                                        "application/problem+json",
                                        new MediaType().schema(Schemas.reference(PROBLEM)))));
    }

    /** The response of a call with a status that its description does not list. */
    static ApiResponse anyProblem() {
        return new ApiResponse().$ref("#/components/responses/" + UNEXPECTED);
    }

    /** Returns the headers of a problem, besides those of all problems. */
    static List<String> headers(Failure failure) {
        return switch (failure.status()) {
            case 401 -> List.of("WWW-Authenticate");
            case 416 -> List.of("Content-Range", "Accept-Ranges");
            case 429, 503 -> List.of("Retry-After");
            default -> List.of();
        };
    }

    private static Schema<?> problem() {
        Map<String, JsonSchema> members = new LinkedHashMap<>();
        JsonSchema type = Schemas.formatted("uri-reference");
        type.setDescription("A page that describes the cause and the remedy");
        members.put("type", type);
        members.put("title", Schemas.typed("string", "The same sentence for each problem with this code"));
        members.put("status", Schemas.typed("integer", "The HTTP status"));
        members.put("detail", Schemas.typed("string", "What was wrong, and what to do next"));
        members.put("instance", Schemas.formatted("uri-reference"));
        members.put("code", Schemas.typed("string", "The stable name of the problem; /api/problems lists all codes"));
        JsonSchema errors = Schemas.array(Schemas.reference(INVALID_INPUT));
        errors.setDescription("The invalid parts of the request, at most 20");
        members.put("errors", errors);
        JsonSchema conflicting = Schemas.array(Schemas.formatted("uuid"));
        conflicting.setDescription("With `clip-overlap`: the clips that overlap the range");
        members.put("conflictingClipIds", conflicting);
        JsonSchema current = Schemas.formatted("uri");
        current.setDescription("With `version-gone`: the URL of the current version, without a signature");
        members.put("currentUrl", current);
        JsonSchema length = Schemas.typed("integer", "With `range-not-satisfiable`: the length of the clip");
        length.setFormat("int64");
        members.put("lengthBytes", length);
        members.put(
                "retryAfterSeconds",
                Schemas.typed("integer", "With `too-busy` and `shutting-down`: when to try again, as `Retry-After`"));
        return Schemas.object(members, List.of("type", "title", "status", "detail", "code"));
    }

    private static Schema<?> invalidInput() {
        Map<String, JsonSchema> members = new LinkedHashMap<>();
        members.put(
                "pointer", Schemas.typed("string", "The JSON pointer (RFC 6901) of a field; empty for the whole body"));
        members.put("parameter", Schemas.typed("string", "The name of a parameter or header"));
        members.put("detail", Schemas.typed("string", "What is wrong, and which values are accepted"));
        return Schemas.object(members, List.of("detail"));
    }
}
