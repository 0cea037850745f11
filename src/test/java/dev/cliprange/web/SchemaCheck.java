package dev.cliprange.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Compares values with the schemas of an OpenAPI document, as far as this one uses them; unknown fields are wrong. */
final class SchemaCheck {

    private final JsonNode document;

    SchemaCheck(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with a value; empty: nothing. */
    List<String> check(JsonNode schema, JsonNode value) {
        List<String> wrong = new ArrayList<>();
        check("", schema, value, wrong);
        return wrong;
    }

    private void check(String path, JsonNode schema, JsonNode value, List<String> wrong) {
        if (schema.has("$ref")) {
            check(path, document.at(schema.path("$ref").asString().substring(1)), value, wrong);
            return;
        }
        for (String either : List.of("anyOf", "oneOf")) {
            if (schema.has(either)
                    && schema.path(either)
                            .valueStream()
                            .noneMatch(it -> check(it, value).isEmpty())) {
                wrong.add(path + ": none of " + either + ": " + value);
            }
        }
        Set<String> types = types(schema);
        if (!types.isEmpty() && types.stream().noneMatch(type -> is(type, value))) {
            wrong.add(path + ": " + value + " (expected: " + types + ")");
            return;
        }
        if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
            wrong.add(path + ": " + value + " (expected: " + schema.path("enum") + ")");
        }
        if (value.isArray()) {
            value.forEach(item -> check(path + "/…", schema.path("items"), item, wrong));
        }
        if (value.isObject() && schema.has("properties")) {
            schema.path("required").forEach(name -> {
                if (!value.has(name.asString())) {
                    wrong.add(path + "/" + name.asString() + " is missing");
                }
            });
            value.properties().forEach(field -> {
                JsonNode property = schema.path("properties").path(field.getKey());
                if (property.isMissingNode()) {
                    wrong.add(path + "/" + field.getKey() + " is not described");
                } else {
                    check(path + "/" + field.getKey(), property, field.getValue(), wrong);
                }
            });
        }
    }

    private static Set<String> types(JsonNode schema) {
        Set<String> types = new HashSet<>();
        JsonNode type = schema.path("type");
        if (type.isString()) {
            types.add(type.asString());
        }
        type.forEach(it -> types.add(it.asString()));
        return types;
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "null" -> value.isNull();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> false;
        };
    }
}
