package dev.cliprange.web.openapi;

import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds schemas of OpenAPI 3.1. */
final class Schemas {

    private static final String COMPONENTS = "#/components/schemas/";

    private Schemas() {}

    static JsonSchema typed(String type) {
        var schema = new JsonSchema();
        schema.setTypes(Set.of(type));
        return schema;
    }

    static JsonSchema typed(String type, String description) {
        JsonSchema schema = typed(type);
        schema.setDescription(description);
        return schema;
    }

    static JsonSchema string() {
        return typed("string");
    }

    static JsonSchema integer() {
        return typed("integer");
    }

    static JsonSchema formatted(String format) {
        JsonSchema schema = string();
        schema.setFormat(format);
        return schema;
    }

    static JsonSchema constant(String value) {
        JsonSchema schema = string();
        schema.setEnum(List.of(value));
        return schema;
    }

    static JsonSchema array(Schema<?> items) {
        JsonSchema schema = typed("array");
        schema.setItems(items);
        return schema;
    }

    /** Returns an object; {@code properties} in their order. */
    static JsonSchema object(Map<String, ? extends Schema<?>> properties, List<String> required) {
        JsonSchema schema = typed("object");
        properties.forEach(schema::addProperty);
        schema.setRequired(required);
        return schema;
    }

    static JsonSchema reference(String name) {
        var schema = new JsonSchema();
        schema.set$ref(COMPONENTS + name);
        return schema;
    }

    /** Returns the name in a reference to a component; the empty string for another schema. */
    static String name(Schema<?> schema) {
        String reference = schema.get$ref();
        return reference != null && reference.startsWith(COMPONENTS) ? reference.substring(COMPONENTS.length()) : "";
    }
}
