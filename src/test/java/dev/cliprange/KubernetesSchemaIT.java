package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.NpmPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * The manifests conform to the published schemas of Kubernetes and KEDA. Validators that were compiled from the schemas
 * find missing fields and wrong types. They accept unknown fields, so the compiler of TypeScript compares each field with
 * the type declarations that were generated from the same schemas.
 */
class KubernetesSchemaIT {

    private static final Path FOLDER = Path.of("src", "ops", "kubernetes");
    private static final Path CHECK = Path.of("src", "test", "resources", "dev", "cliprange", "kubernetes-check.mjs");
    /** Pinned: npm would choose older releases for Node 20, by what they declare. */
    private static final List<NpmPackage> PACKAGES = List.of(
            new NpmPackage("kubernetes-models", "5.1.0", Path.of("target", "npm-kubernetes")),
            new NpmPackage("@kubernetes-models/keda", "2.0.0", Path.of("target", "npm-keda")),
            new NpmPackage("typescript", "5.9.3", Path.of("target", "npm-typescript")));

    private static Map<String, List<String>> problems;

    /** A manifest and what was done to it. */
    private record Case(String name, Map<String, Object> document) {}

    /** Node and the compiler start once, for all cases. */
    @BeforeAll
    static void check() throws IOException {
        HostProgram node = HostProgram.onPath("node");
        var folders = new ArrayList<String>();
        PACKAGES.forEach(npm -> {
            npm.installed();
            folders.add(npm.folder().toAbsolutePath().toString());
        });
        var cases = new ArrayList<Case>();
        for (Map<String, Object> manifest : manifests()) {
            String kind = manifest.get("kind").toString();
            cases.add(new Case(kind, manifest));
            cases.add(new Case(kind + ": wrong type", withWrongType(manifest)));
            cases.add(new Case(kind + ": misspelt field", withMisspeltField(manifest)));
        }
        Path input = Files.createTempFile("manifests", ".json");
        try {
            JsonMapper json = JsonMapper.builder().build();
            Files.writeString(input, json.writeValueAsString(cases));
            HostProgram.Run run = node.run(
                    Stream.concat(Stream.of(CHECK.toAbsolutePath().toString(), input.toString()), folders.stream())
                            .toArray(String[]::new));
            assertThat(run.exitCode()).as(run.output()).isZero();
            problems = new LinkedHashMap<>();
            json.readTree(run.output().lines().reduce((first, last) -> last).orElseThrow())
                    .properties()
                    .forEach(entry -> problems.put(
                            entry.getKey(),
                            entry.getValue()
                                    .valueStream()
                                    .map(it -> it.asString())
                                    .toList()));
            assertThat(problems).hasSize(cases.size());
        } finally {
            Files.delete(input);
        }
    }

    @Test
    void manifests_conform() {
        assertThat(problems.keySet())
                .contains(
                        "ConfigMap",
                        "Deployment",
                        "HorizontalPodAutoscaler",
                        "PodDisruptionBudget",
                        "ScaledJob",
                        "Service",
                        "TriggerAuthentication");
        problems.forEach((name, found) -> {
            if (!name.contains(":")) {
                assertThat(found).as(name).isEmpty();
            }
        });
    }

    @Test
    void wrongType_isFoundInEachKind() {
        problems.forEach((name, found) -> {
            if (name.endsWith(": wrong type")) {
                assertThat(found).as(name).anyMatch(problem -> problem.startsWith("schema: "));
            }
        });
    }

    @Test
    void misspeltField_isFoundInEachKind() {
        problems.forEach((name, found) -> {
            if (name.endsWith(": misspelt field")) {
                assertThat(found).as(name).anyMatch(problem -> problem.startsWith("declaration: "));
            }
        });
    }

    private static List<Map<String, Object>> manifests() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            var documents = new ArrayList<Map<String, Object>>();
            for (Path file : files.sorted().toList()) {
                if (!file.endsWith("kustomization.yaml")) {
                    new Yaml().loadAll(Files.readString(file)).forEach(it -> documents.add(object(it)));
                }
            }
            return documents;
        }
    }

    /** The last field gets a text, or a list if it is a text. */
    private static Map<String, Object> withWrongType(Map<String, Object> manifest) {
        return withChangedBody(
                manifest, (body, last) -> body.replace(last, body.get(last) instanceof String ? List.of(7) : "seven"));
    }

    /** The last field gets another letter. */
    private static Map<String, Object> withMisspeltField(Map<String, Object> manifest) {
        if (!manifest.containsKey("spec")) {
            var copy = new LinkedHashMap<>(manifest);
            copy.put("datas", copy.remove("data"));
            return copy;
        }
        return withChangedBody(manifest, (body, last) -> body.put(last + "s", body.remove(last)));
    }

    private static Map<String, Object> withChangedBody(
            Map<String, Object> manifest, BiConsumer<LinkedHashMap<String, Object>, String> change) {
        var copy = new LinkedHashMap<>(manifest);
        String name = copy.containsKey("spec") ? "spec" : "data";
        var body = new LinkedHashMap<>(object(copy.get(name)));
        change.accept(body, body.sequencedKeySet().getLast());
        copy.put(name, body);
        return copy;
    }

    private static Map<String, Object> object(Object value) {
        var typed = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) value).forEach((name, field) -> typed.put(name.toString(), field));
        return typed;
    }
}
