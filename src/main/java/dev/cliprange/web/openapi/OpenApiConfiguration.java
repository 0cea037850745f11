package dev.cliprange.web.openapi;

import dev.cliprange.timeline.TimePoint;
import dev.cliprange.web.openapi.ApiCalls.Call;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Adds to the OpenAPI document what springdoc cannot read from the handlers. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String KEY = "key";
    private static final String TIME_POINT = "TimePoint";
    private static final String FRAME_POINT = "FramePoint";

    /** The groups of calls, in the order of the document. */
    private static final Map<String, String> TAGS = Map.ofEntries(
            Map.entry("Sources", "Long videos, registered once and read in the background"),
            Map.entry("Uploads", "Files that are sent in parts straight to the bucket"),
            Map.entry("Clips", "Ranges of sources, and their URLs"),
            Map.entry("Cut lists", "Named sets of clips of one source; clips of one list do not overlap"),
            Map.entry("Sequences", "Clips that play one after another, and their URLs"),
            Map.entry("Cuts", "Operations on several clips of a cut list, their log, and undo"),
            Map.entry("Playback", "The bytes of clips, for players and CDNs; no key is needed"),
            Map.entry("Events", "Changes as server-sent events"),
            Map.entry("Jobs", "Work in the background, its progress and its end"),
            Map.entry("Keys", "API keys and their roles"),
            Map.entry("Operation", "The state of the server"),
            Map.entry("Problems", "The problems that calls respond with"));

    @Bean
    OpenAPI description(ObjectProvider<BuildProperties> build) {
        SpringDocUtils.getConfig().replaceWithSchema(TimePoint.class, Schemas.reference(TIME_POINT));
        var components = new Components()
                .addSchemas(TIME_POINT, timePoint())
                .addSchemas(FRAME_POINT, framePoint())
                .addSecuritySchemes(
                        KEY,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API key. Its role is `read`, `edit` or `admin`"));
        ErrorSchemas.addTo(components);
        return new OpenAPI()
                // Independent of the host of a request.
                .servers(List.of(new Server().url("/").description("The server that this document comes from")))
                .info(new Info()
                        .title("Cliprange")
                        .version(Optional.ofNullable(build.getIfAvailable())
                                .map(BuildProperties::getVersion)
                                .or(() -> Optional.ofNullable(
                                        OpenApiConfiguration.class.getPackage().getImplementationVersion()))
                                .orElse("development"))
                        .license(new License().name("Apache License 2.0").identifier("Apache-2.0"))
                        .description(
                                "Virtual clips of long videos, created on request, exact to the frame, and never stored."
                                        + " Times are seconds."))
                .tags(TAGS.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(tag -> new Tag().name(tag.getKey()).description(tag.getValue()))
                        .toList())
                .security(List.of(new SecurityRequirement().addList(KEY)))
                .components(components);
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
    GlobalOpenApiCustomizer finish(JsonMapper json, RecordSchemas records) {
        var calls = new ApiCalls(json);
        return document -> {
            // springdoc removes components that no handler refers to.
            EventSchemas.addTo(document.getComponents());
            records.describe(document);
            document.getPaths().forEach((path, item) -> finish(path, item, calls));
        };
    }

    private static void finish(String path, PathItem item, ApiCalls calls) {
        boolean open = !path.startsWith("/api/") || path.startsWith("/api/problems");
        for (Map.Entry<PathItem.HttpMethod, Operation> entry :
                item.readOperationsMap().entrySet()) {
            String method = entry.getKey().name();
            Call call = calls.find(method, path)
                    .orElseThrow(() -> new IllegalStateException("api-examples.json: no call " + method + " " + path));
            CallDescriptions.complete(entry.getValue(), call, open);
            call.headId().ifPresent(id -> item.setHead(CallDescriptions.head(entry.getValue(), id)));
        }
    }

    private static Schema<?> timePoint() {
        var point = new JsonSchema();
        point.setDescription("A time of the source. It snaps to the nearest frame");
        JsonSchema clock = Schemas.typed("string", "Hours, minutes and seconds, as `00:00:12.500`");
        clock.setPattern("^([0-9]{1,5}:)?[0-5]?[0-9]:[0-5]?[0-9](\\.[0-9]{1,6})?$");
        point.setOneOf(List.of(
                Schemas.typed("number", "Seconds with up to six decimals"), clock, Schemas.reference(FRAME_POINT)));
        return point;
    }

    private static Schema<?> framePoint() {
        JsonSchema frame = Schemas.typed("integer", "The number of a frame, from 0");
        frame.setFormat("int64");
        return Schemas.object(Map.of("frame", frame), List.of("frame"));
    }
}
