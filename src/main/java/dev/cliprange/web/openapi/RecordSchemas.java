package dev.cliprange.web.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives each type a schema name of its own, and derives from JSpecify's annotations which fields of a record are
 * required and which may be null.
 */
@Component
class RecordSchemas implements ModelConverter {

    /** The types by their schema names. */
    private final Map<String, JavaType> types = new ConcurrentHashMap<>();

    /** @throws IllegalStateException if two types have the same name: springdoc would merge their schemas */
    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        Schema<?> schema = chain.next().resolve(type, context, chain);
        JavaType java = Json.mapper().constructType(type.getType());
        if (schema != null && java != null && isOurs(java)) {
            String name = Schemas.name(schema);
            JavaType other = name.isEmpty() ? null : types.putIfAbsent(name, java);
            if (other != null && !other.equals(java)) {
                throw new IllegalStateException(name + " is the schema of two types: " + java + " and " + other);
            }
        }
        return schema;
    }

    private static boolean isOurs(JavaType type) {
        return type.getRawClass().getName().startsWith("dev.cliprange.");
    }

    /** Describes the fields of all records of a document. */
    void describe(OpenAPI document) {
        Set<String> requests = new HashSet<>();
        document.getPaths()
                .values()
                .forEach(path -> path.readOperations().stream()
                        .filter(it -> it.getRequestBody() != null)
                        .forEach(it -> it.getRequestBody()
                                .getContent()
                                .values()
                                .forEach(content -> requests.add(Schemas.name(content.getSchema())))));
        document.getComponents().getSchemas().forEach((name, schema) -> {
            JavaType type = types.get(name);
            if (type != null && type.getRawClass().isRecord()) {
                describe(schema, type.getRawClass(), requests.contains(name));
            }
        });
    }

    private static void describe(Schema<?> schema, Class<?> type, boolean request) {
        Set<String> required = new LinkedHashSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            Field field = field(type, name);
            boolean nullable =
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class) && !isDeclaredRequired(field);
            boolean optional = nullable && (request || isOmittedIfNull(field));
            if (!optional) {
                required.add(name);
            }
            schema.getProperties()
                    .computeIfPresent(
                            name, (key, property) -> nullable && !optional ? orNull(property) : anchored(property));
        }
        schema.setRequired(required.isEmpty() ? null : new ArrayList<>(required));
    }

    private static Field field(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether a field that is nullable in Java is never null in a response. */
    private static boolean isDeclaredRequired(Field field) {
        var schema = field.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        return schema != null
                && schema.requiredMode() == io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;
    }

    private static boolean isOmittedIfNull(Field field) {
        JsonInclude include = field.getAnnotation(JsonInclude.class);
        return include != null && include.value() == JsonInclude.Include.NON_NULL;
    }

    /**
     * Returns a property whose pattern means the same as in Java: it matches the whole value. Many validators do not
     * know classes of Unicode characters, so a pattern with one is removed.
     */
    private static Schema<?> anchored(Schema<?> property) {
        String pattern = property.getPattern();
        if (pattern != null) {
            property.setPattern(pattern.contains("\\p{") ? null : "^" + pattern + "$");
        }
        return property;
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.get$ref() == null && property.getTypes() != null && property.getEnum() == null) {
            Set<String> types = new LinkedHashSet<>(property.getTypes());
            types.add("null");
            property.setTypes(types);
            return property;
        }
        var either = new JsonSchema();
        either.setAnyOf(List.of(property, Schemas.typed("null")));
        return either;
    }
}
