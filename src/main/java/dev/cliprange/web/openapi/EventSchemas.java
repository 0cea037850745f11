package dev.cliprange.web.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The schemas of the events in the change feed. The names of the types are those of {@code event.ChangeEvent}, which
 * this package must not know; a test compares them.
 */
final class EventSchemas {

    static final String EVENT = "Event";

    private EventSchemas() {}

    static void addTo(Components components) {
        Map<String, JsonSchema> events = events();
        var event = new JsonSchema();
        event.setDescription("The JSON in the `data` of an event; `type` is the name of the event");
        var discriminator = new Discriminator().propertyName("type");
        events.forEach((name, schema) -> {
            components.addSchemas(name, schema);
            event.addOneOfItem(Schemas.reference(name));
            String type = Objects.requireNonNull(schema.getProperties().get("type"))
                    .getEnum()
                    .getFirst()
                    .toString();
            discriminator.mapping(type, "#/components/schemas/" + name);
        });
        event.setDiscriminator(discriminator);
        components.addSchemas(EVENT, event);
        // The name that springdoc gives to the type of the feed.
        components.getSchemas().remove("ServerSentEventString");
    }

    private static Map<String, JsonSchema> events() {
        Map<String, JsonSchema> events = new LinkedHashMap<>();
        JsonSchema state = Schemas.string();
        state.setEnum(List.of("registered", "indexing", "ready", "failed"));
        events.put("SourceChangedEvent", event("source-changed", source(Map.of("state", state))));
        events.put("SourceDeletedEvent", event("source-deleted", source(Map.of())));
        JsonSchema kind = Schemas.string();
        kind.setEnum(List.of("create", "change", "delete", "partition", "split", "merge", "move-end", "delete-list"));
        Map<String, JsonSchema> clips = source(Map.of());
        clips.put("cutListId", Schemas.formatted("uuid"));
        clips.put("operationId", Schemas.formatted("uuid"));
        clips.put("kind", kind);
        clips.put("undone", Schemas.typed("boolean"));
        clips.put("clipCount", Schemas.integer());
        JsonSchema ids = Schemas.array(Schemas.formatted("uuid"));
        ids.setDescription("The first 100 of the clips");
        clips.put("clipIds", ids);
        events.put("ClipsChangedEvent", event("clips-changed", clips));
        Map<String, JsonSchema> list = source(Map.of());
        list.put("cutListId", Schemas.formatted("uuid"));
        list.put("name", Schemas.string());
        list.put("deleted", Schemas.typed("boolean"));
        events.put("CutListChangedEvent", event("cut-list-changed", list));
        Map<String, JsonSchema> warmUp = new LinkedHashMap<>();
        warmUp.put("warmUpId", Schemas.formatted("uuid"));
        warmUp.put("total", Schemas.integer());
        warmUp.put("done", Schemas.integer());
        warmUp.put("failed", Schemas.integer());
        JsonSchema bytes = Schemas.integer();
        bytes.setFormat("int64");
        warmUp.put("bytes", bytes);
        warmUp.put("finished", Schemas.typed("boolean"));
        events.put("WarmUpProgressEvent", event("warm-up-progress", warmUp));
        JsonSchema job = event("job-changed", source(job()));
        // A job has a phase while it runs.
        job.setRequired(
                job.getRequired().stream().filter(name -> !name.equals("phase")).toList());
        events.put("JobChangedEvent", job);
        events.put("GapEvent", Schemas.object(Map.of("type", Schemas.constant("gap")), List.of("type")));
        return events;
    }

    private static Map<String, JsonSchema> job() {
        JsonSchema kind = Schemas.string();
        kind.setEnum(
                List.of("remux", "renditions", "proxy", "storyboard", "waveform", "audio-sidecar", "verify", "warm"));
        JsonSchema state = Schemas.string();
        state.setEnum(List.of("queued", "running", "completed", "failed", "cancelled"));
        Map<String, JsonSchema> job = new LinkedHashMap<>();
        job.put("jobId", Schemas.formatted("uuid"));
        job.put("kind", kind);
        job.put("state", state);
        job.put("phase", Schemas.string());
        job.put("progress", Schemas.integer());
        job.put("attempt", Schemas.integer());
        return job;
    }

    private static Map<String, JsonSchema> source(Map<String, JsonSchema> more) {
        Map<String, JsonSchema> members = new LinkedHashMap<>();
        members.put("sourceId", Schemas.formatted("uuid"));
        members.putAll(more);
        return members;
    }

    private static JsonSchema event(String type, Map<String, JsonSchema> members) {
        Map<String, JsonSchema> all = new LinkedHashMap<>();
        all.put("type", Schemas.constant(type));
        all.putAll(members);
        all.put("at", Schemas.formatted("date-time"));
        return Schemas.object(all, List.copyOf(all.keySet()));
    }
}
