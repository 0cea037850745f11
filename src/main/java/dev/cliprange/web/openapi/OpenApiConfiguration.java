package dev.cliprange.web.openapi;

import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.idempotency.IdempotentRequest;
import dev.cliprange.web.openapi.ApiExamples.Example;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Adds to the OpenAPI document what springdoc cannot read from the handlers. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String KEY = "key";
    private static final String PROBLEM = "Problem";

    @Bean
    OpenAPI description() {
        SpringDocUtils.getConfig().replaceWithSchema(TimePoint.class, timePoint());
        return new OpenAPI()
                // Independent of the host of a request.
                .servers(List.of(new Server().url("/")))
                .info(new Info()
                        .title("Cliprange")
                        .version("1")
                        .description(
                                "Virtual clips of long videos, created on request, exact to the frame, and never stored."
                                        + " Times are seconds."))
                .components(new Components()
                        .addSchemas(PROBLEM, problem())
                        .addSecuritySchemes(
                                KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")));
    }

    /** Disables the controllers of springdoc, which build a document for each language of a client. */
    @Bean
    WebFluxRegistrations onlyOurHandlers() {
        return new WebFluxRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new RequestMappingHandlerMapping() {
                    @Override
                    protected boolean isHandler(Class<?> type) {
                        return super.isHandler(type) && !type.getName().startsWith("org.springdoc.");
                    }
                };
            }
        };
    }

    @Bean
    GlobalOpenApiCustomizer finish(JsonMapper json) {
        var examples = new ApiExamples(json);
        return api -> api.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> finish(path, method.name(), operation, examples)));
    }

    private static void finish(String path, String method, Operation operation, ApiExamples examples) {
        if (path.startsWith("/api/") && !path.startsWith("/api/problems")) {
            operation.addSecurityItem(new SecurityRequirement().addList(KEY));
        }
        operation
                .getResponses()
                .addApiResponse(
                        ApiResponses.DEFAULT,
                        new ApiResponse()
                                .description("A problem (RFC 9457); 'type' links to its cause and remedy")
                                .content(new Content()
                                        .addMediaType(
                                                "application/problem+json",
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref("#/components/schemas/" + PROBLEM)))));
        examples.find(method, path).ifPresent(example -> show(operation, example));
    }

    private static void show(Operation operation, Example example) {
        if (example.repeatable()) {
            operation.addParametersItem(new HeaderParameter()
                    .name(IdempotentRequest.HEADER)
                    .description("Repeats within a day with the same key get the same response")
                    .schema(string()));
        }
        Optional.ofNullable(operation.getParameters())
                .orElse(List.of())
                .forEach(parameter -> Optional.ofNullable(example.parameters().get(parameter.getName()))
                        .ifPresent(parameter::setExample));
        example.body()
                .ifPresent(
                        body -> operation.getRequestBody().getContent().values().forEach(it -> it.setExample(body)));
        String status = String.valueOf(example.status());
        ApiResponse success = operation.getResponses().remove("200");
        if (success != null) {
            operation.getResponses().addApiResponse(status, success);
        }
    }

    private static Schema<?> timePoint() {
        var frame = new JsonSchema();
        frame.setTypes(Set.of("object"));
        frame.setProperties(Map.of("frame", integer()));
        var point = new JsonSchema();
        point.setDescription("Seconds, \"HH:MM:SS.mmm\", or the number of a frame");
        point.setOneOf(List.of(typed("number"), string(), frame));
        return point;
    }

    private static Schema<?> problem() {
        var problem = new JsonSchema();
        problem.setTypes(Set.of("object"));
        problem.setProperties(Map.of(
                "type", string(),
                "title", string(),
                "status", integer(),
                "detail", string(),
                "instance", string(),
                "code", string()));
        return problem;
    }

    private static Schema<?> string() {
        return typed("string");
    }

    private static Schema<?> integer() {
        return typed("integer");
    }

    private static Schema<?> typed(String type) {
        var schema = new JsonSchema();
        schema.setTypes(Set.of(type));
        return schema;
    }
}
