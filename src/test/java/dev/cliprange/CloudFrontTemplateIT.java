package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.NpmPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The template for CloudFront against AWS's published resource specification, as the CDK's npm package carries it. */
class CloudFrontTemplateIT {

    private static final Path TEMPLATE = Path.of("cdn", "cloudfront", "distribution.yaml");
    private static final Path FOLDER = Path.of("target", "cfnspec");
    private static final String VERSION = "2.72.1";

    @Test
    void template_isWhatTheSpecificationAsksFor() throws IOException {
        assertThat(complaints(Files.readString(TEMPLATE))).isEmpty();
    }

    @Test
    void template_withMistakes_isFoundOut() throws IOException {
        String template = Files.readString(TEMPLATE);

        assertThat(complaints(template.replace("OriginReadTimeout", "OriginReedTimeout")))
                .anyMatch(complaint -> complaint.contains("OriginReedTimeout"));
        assertThat(complaints(template.replaceFirst("MinTTL: 0", "MinTTL: soon")))
                .anyMatch(complaint -> complaint.contains("MinTTL"));
        assertThat(complaints(template.replaceFirst("ViewerProtocolPolicy: https-only", "MinTTL: 0")))
                .anyMatch(complaint -> complaint.contains("ViewerProtocolPolicy"));
        assertThat(complaints(template.replaceFirst("Ref: ByPath\\}", "Ref: Nowhere}")))
                .anyMatch(complaint -> complaint.contains("Nowhere"));
    }

    private static List<String> complaints(String template) throws IOException {
        Map<?, ?> parsed = (Map<?, ?>) new Yaml().load(template);
        var complaints = new ArrayList<String>();
        var check = new Check(specification(), parsed, complaints);
        ((Map<?, ?>) parsed.get("Resources"))
                .forEach((name, resource) -> check.resource(name.toString(), (Map<?, ?>) resource));
        return complaints;
    }

    private static JsonNode specification() throws IOException {
        Path file = new NpmPackage("@aws-cdk/cfnspec", VERSION, FOLDER)
                .installed()
                .resolve(Path.of("spec", "specification.json"));
        return JsonMapper.shared().readTree(file.toFile());
    }

    /** Walks a template beside the specification. */
    private record Check(JsonNode specification, Map<?, ?> template, List<String> complaints) {

        void resource(String name, Map<?, ?> resource) {
            String type = resource.get("Type").toString();
            JsonNode specified = specification.path("ResourceTypes").path(type);
            if (specified.isMissingNode()) {
                complaints.add(name + ": there is no " + type);
                return;
            }
            properties(name, type, specified.path("Properties"), (Map<?, ?>) resource.get("Properties"));
        }

        private void properties(String at, String type, JsonNode specified, Map<?, ?> given) {
            for (Map.Entry<?, ?> property : given.entrySet()) {
                String name = property.getKey().toString();
                if (specified.has(name)) {
                    value(at + "." + name, type, specified.path(name), property.getValue());
                } else {
                    complaints.add(at + ": no property " + name);
                }
            }
            specified.properties().stream()
                    .filter(property -> property.getValue().path("Required").asBoolean(false))
                    .filter(property -> !given.containsKey(property.getKey()))
                    .forEach(property -> complaints.add(at + ": lacks " + property.getKey()));
        }

        private void value(String at, String resource, JsonNode specified, Object given) {
            if (given instanceof Map<?, ?> map && isFunction(map)) {
                function(at, resource, specified, map);
                return;
            }
            if (specified.has("PrimitiveType")) {
                primitive(at, specified.path("PrimitiveType").asString(), given);
                return;
            }
            if (specified.path("Type").asString().equals("List")) {
                if (given instanceof List<?> items) {
                    items.forEach(item -> item(at, resource, specified, item));
                } else {
                    complaints.add(at + ": not a list");
                }
                return;
            }
            nested(at, resource, specified.path("Type").asString(), given);
        }

        private void item(String at, String resource, JsonNode specified, Object item) {
            if (item instanceof Map<?, ?> map && isFunction(map)) {
                function(at, resource, specified, map);
            } else if (specified.has("PrimitiveItemType")) {
                primitive(at, specified.path("PrimitiveItemType").asString(), item);
            } else {
                nested(at, resource, specified.path("ItemType").asString(), item);
            }
        }

        private void nested(String at, String resource, String type, Object given) {
            String name = resource.replaceFirst("\\.[^.]*$", "") + "." + type;
            JsonNode specified = specification.path("PropertyTypes").path(name).path("Properties");
            if (given instanceof Map<?, ?> map && !specified.isMissingNode()) {
                properties(at, resource, specified, map);
            } else {
                complaints.add(at + ": not a " + type);
            }
        }

        private void primitive(String at, String type, Object given) {
            boolean right = switch (type) {
                case "Boolean" -> given instanceof Boolean;
                case "Integer", "Long" -> given instanceof Integer;
                case "Double" -> given instanceof Number;
                default -> given instanceof String;
            };
            if (!right) {
                complaints.add(at + ": not a " + type + ": " + given);
            }
        }

        private static boolean isFunction(Map<?, ?> map) {
            String only = map.size() == 1 ? map.keySet().iterator().next().toString() : "";
            return only.equals("Ref") || only.startsWith("Fn::");
        }

        /** A reference must lead somewhere; both branches of a condition are looked at. */
        private void function(String at, String resource, JsonNode specified, Map<?, ?> function) {
            Object argument = function.values().iterator().next();
            if (function.containsKey("Fn::If")) {
                List<?> branches = (List<?>) argument;
                value(at, resource, specified, branches.get(1));
                value(at, resource, specified, branches.get(2));
                return;
            }
            String target = argument instanceof List<?> path ? path.getFirst().toString() : argument.toString();
            boolean known = function.containsKey("Fn::Sub")
                    || target.startsWith("AWS::")
                    || ((Map<?, ?>) template.get("Resources")).containsKey(target)
                    || ((Map<?, ?>) template.get("Parameters")).containsKey(target);
            if (!known) {
                complaints.add(at + ": refers to " + target);
            }
        }
    }
}
