package dev.cliprange.web.openapi;

import dev.cliprange.failure.Failure;
import dev.cliprange.web.idempotency.IdempotentRequest;
import dev.cliprange.web.openapi.ApiCalls.Call;
import dev.cliprange.web.openapi.ApiCalls.Success;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Completes the description of one call: its name, parameters, responses and example. */
final class CallDescriptions {

    private static final String JSON = "application/json";
    /** The status of a response to a byte range. */
    private static final String PARTIAL = "206";

    private static final String PROBLEM_JSON = "application/problem+json";

    private CallDescriptions() {}

    /**
     * Completes a call.
     *
     * @param open whether it needs no key
     */
    static void complete(Operation operation, Call call, boolean open) {
        operation.setOperationId(call.id());
        if (open) {
            operation.setSecurity(List.of());
        }
        if (call.repeatable()) {
            operation.addParametersItem(
                    new HeaderParameter().name(IdempotentRequest.HEADER).schema(Schemas.string()));
        }
        if (call.also().containsKey(PARTIAL)) {
            for (String header : List.of("Range", "If-Range", "If-Match", "If-None-Match")) {
                operation.addParametersItem(new HeaderParameter().name(header).schema(Schemas.string()));
            }
        }
        parameters(operation).forEach(parameter -> complete(parameter, call));
        call.body().ifPresent(body -> {
            MediaType content =
                    operation.getRequestBody().getContent().values().iterator().next();
            operation.getRequestBody().setContent(new Content().addMediaType(JSON, content.example(body)));
        });
        operation.setResponses(responses(operation, call, open));
    }

    /** Returns HEAD for a GET: the same headers, without a body. */
    static Operation head(Operation get, String id) {
        var responses = new ApiResponses();
        get.getResponses()
                .forEach((status, response) -> responses.addApiResponse(
                        status,
                        new ApiResponse()
                                .description(Optional.ofNullable(response.getDescription())
                                        .orElse("Any other problem"))
                                .headers(response.getHeaders())));
        return new Operation()
                .operationId(id)
                .summary("Returns the headers of the same GET")
                .tags(get.getTags())
                .security(get.getSecurity())
                .parameters(get.getParameters())
                .responses(responses);
    }

    private static List<Parameter> parameters(Operation operation) {
        return Optional.ofNullable(operation.getParameters()).orElse(List.of());
    }

    private static void complete(Parameter parameter, Call call) {
        Optional.ofNullable(call.parameters().get(parameter.getName())).ifPresent(parameter::setExample);
        ParameterDescriptions.complete(parameter);
    }

    private static ApiResponses responses(Operation operation, Call call, boolean open) {
        Optional<Content> json = Optional.ofNullable(
                        operation.getResponses().values().iterator().next().getContent())
                .map(content -> content.values().iterator().next())
                .map(content -> new Content().addMediaType(JSON, content));
        Map<String, ApiResponse> byStatus = new TreeMap<>();
        String status = String.valueOf(call.status());
        byStatus.put(status, success(status, call.success(), json));
        call.also()
                .forEach((code, also) -> byStatus.put(
                        code,
                        also.like()
                                .map(it -> success(code, call.success(), json))
                                .orElseGet(() -> success(code, also, Optional.empty()))
                                .description(also.description().orElse(reason(code)))));
        failures(operation, call, open).stream()
                .collect(Collectors.groupingBy(it -> String.valueOf(it.status())))
                .forEach((code, failures) -> byStatus.put(code, problem(failures)));
        var responses = new ApiResponses();
        byStatus.forEach(responses::addApiResponse);
        return responses.addApiResponse(ApiResponses.DEFAULT, ErrorSchemas.anyProblem());
    }

    private static ApiResponse success(String status, Success success, Optional<Content> json) {
        Optional<Content> content = success.content().isEmpty() ? json : Optional.of(media(success.content()));
        var response = new ApiResponse().description(success.description().orElse(reason(status)));
        content.filter(it -> !status.equals("204") && !status.equals("302")).ifPresent(response::setContent);
        success.headers().forEach(name -> response.addHeaderObject(name, ParameterDescriptions.header(name)));
        return response;
    }

    private static Content media(List<String> types) {
        var content = new Content();
        for (String type : types) {
            content.addMediaType(
                    type,
                    type.equals("text/event-stream")
                            ? new MediaType().schema(Schemas.reference(EventSchemas.EVENT))
                            : new MediaType().schema(Schemas.formatted("binary")));
        }
        return content;
    }

    /** Returns the failures of a call, with those that all calls of its kind have. */
    private static Set<Failure> failures(Operation operation, Call call, boolean open) {
        Set<Failure> failures = EnumSet.of(Failure.TOO_BUSY, Failure.INTERNAL);
        failures.addAll(call.problems());
        if (!open) {
            failures.addAll(EnumSet.of(Failure.UNAUTHENTICATED, Failure.FORBIDDEN));
        }
        if (call.problems().contains(Failure.CLIP_NOT_FOUND) || !open) {
            failures.add(Failure.DATABASE_UNAVAILABLE);
        }
        if (call.problems().contains(Failure.SOURCE_UNREADABLE)) {
            failures.add(Failure.FFMPEG_UNAVAILABLE);
        }
        if (!parameters(operation).isEmpty() || operation.getRequestBody() != null) {
            failures.add(Failure.REQUEST_INVALID);
        }
        if (operation.getRequestBody() != null) {
            failures.addAll(EnumSet.of(Failure.PAYLOAD_TOO_LARGE, Failure.UNSUPPORTED_CONTENT_TYPE));
        }
        if (call.repeatable()) {
            failures.add(Failure.IDEMPOTENCY_KEY_REUSED);
        }
        if (parameters(operation).stream().anyMatch(it -> HttpHeaders.IF_MATCH.equals(it.getName()))) {
            failures.add(Failure.PRECONDITION_FAILED);
        }
        return failures;
    }

    private static ApiResponse problem(List<Failure> failures) {
        String codes = failures.stream().map(it -> "`" + it.code() + "`").collect(Collectors.joining(", "));
        var response = new ApiResponse()
                .description(codes)
                .content(new Content()
                        .addMediaType(PROBLEM_JSON, new MediaType().schema(Schemas.reference(ErrorSchemas.PROBLEM))));
        for (String header : ErrorSchemas.headers(failures.getFirst())) {
            response.addHeaderObject(header, ParameterDescriptions.header(header));
        }
        return response;
    }

    private static String reason(String status) {
        return HttpStatus.valueOf(Integer.parseInt(status)).getReasonPhrase();
    }
}
