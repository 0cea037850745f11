package dev.cliprange.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.MediaMatrix;
import dev.cliprange.testing.Origin;
import jakarta.annotation.Generated;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The served document satisfies the linters, and clients that are generated from it work. */
class GeneratedClientsIT {

    private static final String DOCUMENT = "openapi.json";

    private static Origin origin;
    private static String sourceId;

    @BeforeAll
    static void start() throws IOException {
        origin = Origin.start(Map.of(
                "cliprange.playback.signing-key", "a",
                "cliprange.playback.keys.a", "a-secret-of-the-tests-0123456789abcdef"));
        sourceId =
                origin.source(MediaMatrix.entry("avc-2997").file()).path("id").asString();
        Files.createDirectories(OpenApiTools.folder());
        Files.write(
                OpenApiTools.folder().resolve(DOCUMENT),
                origin.client().play(origin.base() + "/api/openapi.json").body());
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @Test
    void document_satisfiesSpectral() throws IOException {
        OpenApiTools.install();

        expectSuccess(OpenApiTools.run("spectral", "lint", DOCUMENT, "-r", "spectral.yaml", "--fail-severity=hint"));
    }

    @Test
    void document_satisfiesRedocly() throws IOException {
        OpenApiTools.install();

        expectSuccess(OpenApiTools.run("redocly", "lint", DOCUMENT, "--config=redocly.yaml"));
    }

    /** The compiler also fails if the types are looser than the contract. */
    @Test
    void typeScriptClient_createsAClipAndASequence_signsAndDeletesThem() throws IOException {
        OpenApiTools.install();

        expectSuccess(OpenApiTools.run("openapi-typescript", DOCUMENT, "-o", "api.ts"));
        expectSuccess(OpenApiTools.run("tsc", "-p", "tsconfig.json"));
        HostProgram.Run run = HostProgram.onPath("node")
                .run(
                        OpenApiTools.folder()
                                .resolve("out")
                                .resolve("client.js")
                                .toString(),
                        origin.base().toString(),
                        Origin.API_KEY,
                        sourceId);

        expectSuccess(run);
        expectWorked(run.output());
    }

    @Test
    void javaClient_createsAClipAndASequence_signsAndDeletesThem() throws Exception {
        Path folder = Path.of("target", "openapi-java").toAbsolutePath();
        expectSuccess(OpenApiTools.generate(
                "--generator-name=java",
                "--library=native",
                "--input-spec=" + OpenApiTools.folder().resolve(DOCUMENT),
                "--output=" + folder,
                "--global-property=models,apis,supportingFiles,"
                        + "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false",
                "--additional-properties=invokerPackage=client,apiPackage=client.api,modelPackage=client.model,"
                        + "useJakartaEe=true,openApiNullable=false,documentationProvider=none,annotationLibrary=none"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(folder.resolve("src").resolve("main"), classes);

        try (var loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, GeneratedClientsIT.class.getClassLoader())) {
            Object answer = loader.loadClass("UseClient")
                    .getMethod("run", String.class, String.class, String.class)
                    .invoke(null, origin.base().toString(), Origin.API_KEY, sourceId);

            expectWorked(String.valueOf(answer));
        }
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        try (Stream<Path> generated = Files.walk(sources);
                var files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> all = new ArrayList<>(
                    generated.filter(file -> file.toString().endsWith(".java")).toList());
            all.add(Path.of("src", "test", "resources", "dev", "cliprange", "web", "openapi", "UseClient.java"));
            String libraries = Stream.of(
                            JsonProperty.class,
                            JsonParser.class,
                            ObjectMapper.class,
                            JavaTimeModule.class,
                            Generated.class)
                    .map(GeneratedClientsIT::jar)
                    .collect(Collectors.joining(File.pathSeparator));
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-cp", libraries, "-d", classes.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(all))
                    .call();
            assertThat(compiled).as("%s", messages).isTrue();
        }
    }

    private static String jar(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void expectSuccess(HostProgram.Run run) {
        assertThat(run.exitCode()).as("%s", run.output()).isZero();
    }

    private static void expectWorked(String report) {
        JsonNode json = JsonMapper.shared().readTree(report);
        assertThat(json.path("engine").asString()).isEqualTo("slice");
        assertThat(json.path("overlap").asBoolean()).as(report).isTrue();
        assertThat(json.path("signed").asBoolean()).as(report).isTrue();
        assertThat(json.path("played").asBoolean()).as(report).isTrue();
        assertThat(json.path("sequence").asBoolean()).as(report).isTrue();
        assertThat(json.path("deleted").asInt()).isEqualTo(204);
        assertThat(json.path("gone").asString()).isEqualTo("clip-not-found");
    }
}
