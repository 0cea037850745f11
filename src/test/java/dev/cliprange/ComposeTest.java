package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HostProgram;
import dev.cliprange.testing.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The parts of {@code compose.yaml} fit together: each waits for what there is, and is found under the name it is called by. */
class ComposeTest {

    private static final Path FILE = Path.of("compose.yaml");

    @Test
    void services_areTheOriginAndAllAroundIt_withImagesThatCanBeReplaced() throws IOException {
        assertThat(services())
                .containsOnlyKeys("origin", "postgres", "storage", "bucket", "varnish", "prometheus", "grafana");
        services()
                .forEach((name, service) -> assertThat(name.equals("origin")
                                || service.get("image")
                                        .toString()
                                        .matches("\\$\\{[A-Z]+_IMAGE:-(docker|ghcr)\\.io/.+:v?[0-9]+\\.[0-9.]+}"))
                        .as(name)
                        .isTrue());
    }

    /** The tests with containers show that the server works with this image. */
    @Test
    void storage_isTheOneOfTheTests() {
        for (String name : List.of("storage", "bucket")) {
            assertThat(service(name).get("image")).isEqualTo("${STORAGE_IMAGE:-" + TestS3.IMAGE + "}");
        }
    }

    @Test
    void manual_namesPortsKeyAndTheWayOfAVideo() throws IOException {
        String manual = Files.readString(Path.of("docs", "operations.md"));
        String container = manual.substring(manual.indexOf("## Container"), manual.indexOf("## Fly.io"));

        assertThat(container)
                .contains("key-of-this-machine", "s3://" + environment("origin").get("CLIPRANGE_STORAGE_BUCKET"));
        for (Map<?, ?> service : services().values()) {
            for (String port : strings(service.get("ports"))) {
                assertThat(container).contains("localhost:" + port.split(":")[1]);
            }
        }
    }

    @Test
    void services_waitOnlyForWhatTellsThatItIsThere() throws IOException {
        for (Map<?, ?> service : services().values()) {
            if (service.get("depends_on") instanceof Map<?, ?> awaited) {
                awaited.forEach((name, how) -> {
                    Map<?, ?> other = Objects.requireNonNull(service(name), name.toString());
                    boolean tells = other.containsKey("healthcheck") || other.containsKey("build");
                    switch (((Map<?, ?>) how).get("condition").toString()) {
                        case "service_healthy" ->
                            assertThat(tells).as("%s", name).isTrue();
                        case "service_completed_successfully" ->
                            assertThat(other.get("entrypoint")).isNotNull();
                        default -> throw new AssertionError("condition: " + how);
                    }
                });
            }
        }
    }

    @Test
    void services_callEachOtherByNamesAndSecretsThatThereAre() throws IOException {
        Map<String, String> origin = environment("origin");
        Map<String, String> postgres = environment("postgres");
        Map<String, String> storage = environment("storage");

        assertThat(origin)
                .containsEntry("CLIPRANGE_DATABASE_URL", "postgresql://postgres:5432/" + postgres.get("POSTGRES_USER"))
                .containsEntry("CLIPRANGE_DATABASE_USERNAME", postgres.get("POSTGRES_USER"))
                .containsEntry("CLIPRANGE_DATABASE_PASSWORD", postgres.get("POSTGRES_PASSWORD"))
                .containsEntry("CLIPRANGE_STORAGE_ENDPOINT", "http://storage:7070")
                .containsEntry("CLIPRANGE_STORAGE_ACCESS_KEY", storage.get("ROOT_ACCESS_KEY"))
                .containsEntry("CLIPRANGE_STORAGE_SECRET_KEY", storage.get("ROOT_SECRET_KEY"))
                .containsEntry("CLIPRANGE_CDN_BASE_URL", "http://localhost:8080")
                .containsEntry("CLIPRANGE_LIMITS_TRUSTED_PROXIES", "1");
        assertThat(service("storage").get("command")).isEqualTo(List.of("--health", "/_health", "posix", "/data"));
        assertThat(service("storage").get("volumes"))
                .isEqualTo(service("bucket").get("volumes"));
        assertThat(service("bucket").get("entrypoint"))
                .isEqualTo(List.of("mkdir", "-p", "/data/" + origin.get("CLIPRANGE_STORAGE_BUCKET")));
        assertThat(Files.readString(Path.of("cdn", "varnish", "backends.vcl"))).contains("\"origin\"", "\"8081\"");
        assertThat(Files.readString(Path.of("src", "ops", "prometheus", "prometheus.yml")))
                .contains("origin:8081");
        assertThat(Files.readString(Path.of("src", "ops", "grafana", "provisioning", "datasources", "prometheus.yml")))
                .contains("http://prometheus:9090");
    }

    @Test
    void ports_areOpenToThisMachineAlone_andVolumesAreDeclared() throws IOException {
        Set<?> declared = ((Map<?, ?>) compose().get("volumes")).keySet();
        for (Map<?, ?> service : services().values()) {
            assertThat(strings(service.get("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
            assertThat(strings(service.get("volumes")))
                    .allMatch(volume -> volume.startsWith("./") || declared.contains(volume.split(":", 2)[0]));
        }
    }

    /** By the older program too, which distributions have. */
    @Test
    void file_isUnderstoodByCompose() {
        HostProgram.Run run = HostProgram.onPath("docker-compose")
                .run("-f", FILE.toAbsolutePath().toString(), "config", "-q");

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    private static List<String> strings(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(Object::toString).toList();
    }

    private static Map<String, String> environment(String name) {
        return ((Map<?, ?>) service(name).get("environment"))
                .entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().toString(),
                                entry -> entry.getValue().toString()));
    }

    private static Map<?, ?> service(Object name) {
        try {
            return services().get(name.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, Map<?, ?>> services() throws IOException {
        return ((Map<?, ?>) compose().get("services"))
                .entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().toString(), entry -> (Map<?, ?>) entry.getValue()));
    }

    private static Map<?, ?> compose() throws IOException {
        return (Map<?, ?>) new Yaml().load(Files.readString(FILE));
    }
}
