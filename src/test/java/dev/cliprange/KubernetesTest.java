package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The manifests fit together, and they fit the image and the server. */
class KubernetesTest {

    private static final Path FOLDER = Path.of("src", "ops", "kubernetes");
    private static final Pattern JVM_MEGABYTES =
            Pattern.compile("-X(?:mx|X:MaxDirectMemorySize=|X:MaxMetaspaceSize=|X:ReservedCodeCacheSize=)([0-9]+)m");
    /** The kernel's, the stacks of threads, and two FFmpeg processes. */
    private static final int OTHER_MEGABYTES = 48;

    @Test
    void kustomization_namesEveryManifest() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> manifests = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("kustomization.yaml"))
                    .collect(Collectors.toSet());

            assertThat(list(manifest("kustomization.yaml"), "resources"))
                    .containsExactlyInAnyOrderElementsOf(manifests);
        }
    }

    @Test
    void manifests_selectThePodsOfTheDeployment() throws IOException {
        Object labels = at(deployment(), "spec", "template", "metadata", "labels");

        assertThat(at(deployment(), "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(at(manifest("service.yaml"), "spec", "selector")).isEqualTo(labels);
        assertThat(at(manifest("pod-disruption-budget.yaml"), "spec", "selector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(List.of(
                        at(deployment(), "apiVersion"),
                        at(manifest("service.yaml"), "apiVersion"),
                        at(manifest("configuration.yaml"), "apiVersion"),
                        at(manifest("pod-disruption-budget.yaml"), "apiVersion")))
                .containsExactly("apps/v1", "v1", "v1", "policy/v1");
    }

    @Test
    void disruptions_leaveAnInstance() throws IOException {
        int replicas = (int) at(manifest("autoscaler.yaml"), "spec", "minReplicas");
        int away = (int) at(manifest("pod-disruption-budget.yaml"), "spec", "maxUnavailable");

        assertThat(replicas - away).isPositive();
        // Otherwise each apply would set the number back.
        assertThat(((Map<?, ?>) at(deployment(), "spec")).containsKey("replicas"))
                .isFalse();
        assertThat(at(deployment(), "spec", "strategy", "rollingUpdate", "maxUnavailable"))
                .isEqualTo(0);
    }

    @Test
    void probes_useHealthGroupsThatThereAre_atTheManagementPort() throws IOException {
        Map<?, ?> application = yaml(Path.of("src", "main", "resources", "application.yaml"));
        Map<?, ?> groups = (Map<?, ?>) at(application, "management", "endpoint", "health", "group");
        List<Object> ports = list(container(), "ports");

        assertThat(ports)
                .contains(
                        Map.of("name", "http", "containerPort", at(application, "server", "port")),
                        Map.of("name", "management", "containerPort", at(application, "management", "server", "port")));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(at(container(), probe, "httpGet", "port")).isEqualTo("management");
            String path = (String) at(container(), probe, "httpGet", "path");
            assertThat(path).startsWith("/actuator/health/");
            assertThat(groups.keySet().stream().map(Object::toString))
                    .contains(path.substring(path.lastIndexOf('/') + 1));
        }
    }

    /** While the database or the storage is away, known clips play. */
    @Test
    void probes_dependOnNoOtherSystem() throws IOException {
        Map<?, ?> application = yaml(Path.of("src", "main", "resources", "application.yaml"));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            String path = (String) at(container(), probe, "httpGet", "path");
            String group = path.substring(path.lastIndexOf('/') + 1);

            assertThat(at(application, "management", "endpoint", "health", "group", group, "include")
                            .toString()
                            .split(", "))
                    .isNotEmpty()
                    .isSubsetOf("livenessState", "readinessState", "directMemory");
        }
        assertThat(at(application, "management", "endpoint", "health", "group", "traffic", "include")
                        .toString())
                .contains("readinessState");
    }

    @Test
    void memory_fitsTheJvmOfTheImage() throws IOException {
        int jvm = JVM_MEGABYTES
                .matcher(Files.readString(Path.of("Dockerfile")))
                .results()
                .mapToInt(size -> Integer.parseInt(size.group(1)))
                .sum();

        assertThat(at(container(), "resources", "limits", "memory")).isEqualTo("512Mi");
        assertThat(at(container(), "resources", "requests", "memory")).isEqualTo("512Mi");
        assertThat(jvm).isBetween(256, 512 - OTHER_MEGABYTES);
        assertThat(((Map<?, ?>) at(container(), "resources", "limits")).containsKey("cpu"))
                .isFalse();
    }

    @Test
    void pods_haveNoRights_andWriteOnlyToTheTemporaryVolume() throws IOException {
        assertThat(at(pod(), "securityContext"))
                .isEqualTo(Map.of(
                        "runAsNonRoot", true,
                        "runAsUser", 10001,
                        "runAsGroup", 10001,
                        "fsGroup", 10001,
                        "seccompProfile", Map.of("type", "RuntimeDefault")));
        assertThat(at(container(), "securityContext"))
                .isEqualTo(Map.of(
                        "allowPrivilegeEscalation",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "capabilities",
                        Map.of("drop", List.of("ALL"))));
        assertThat(at(pod(), "automountServiceAccountToken")).isEqualTo(false);
        assertThat(list(container(), "volumeMounts")).containsExactly(Map.of("name", "temporary", "mountPath", "/tmp"));
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("USER 10001", "VOLUME /tmp");
        Map<?, ?> volume = (Map<?, ?>) list(pod(), "volumes").getFirst();
        assertThat(volume.get("name")).isEqualTo("temporary");
        assertThat(megabytes(at(volume, "emptyDir", "sizeLimit").toString()))
                .isGreaterThan(megabytes(settings().get("CLIPRANGE_SPOOL_DISK").toString()))
                .isLessThan(megabytes(at(container(), "resources", "limits", "ephemeral-storage")
                        .toString()));
    }

    @Test
    void end_isLongerThanTheShutdownOfTheServer() throws IOException {
        int grace = (int) at(pod(), "terminationGracePeriodSeconds");
        int pause = (int) at(container(), "lifecycle", "preStop", "sleep", "seconds");
        String deadline = settings().get("CLIPRANGE_DELIVERY_SHUTDOWN_DEADLINE").toString();

        assertThat(Duration.ofSeconds(grace - pause)).isGreaterThan(Duration.parse("PT" + deadline));
    }

    @Test
    void settings_exist_andSecretsAreNoneOfThem() throws IOException {
        Set<String> known = SettingsRecords.settings()
                .map(SettingsRecords.Setting::environmentName)
                .collect(Collectors.toSet());

        assertThat(settings().keySet().stream().map(Object::toString))
                .isNotEmpty()
                .allMatch(known::contains)
                .noneMatch(name -> name.contains("KEY") || name.contains("PASSWORD"));
        assertThat(settings().values()).allMatch(String.class::isInstance);
        assertThat(list(container(), "envFrom"))
                .containsExactly(
                        Map.of("configMapRef", Map.of("name", "cliprange")),
                        Map.of("secretRef", Map.of("name", "cliprange")));
    }

    @Test
    void service_offersClipsAndCallsOnly() throws IOException {
        assertThat(list((Map<?, ?>) at(manifest("service.yaml"), "spec"), "ports"))
                .containsExactly(Map.of("name", "http", "port", 80, "targetPort", "http"));
    }

    /** The adapter takes the metric from the name that the server exports. */
    @Test
    void autoscaler_scalesTheDeploymentByItsStreams() throws IOException {
        Map<?, ?> autoscaler = manifest("autoscaler.yaml");
        Map<?, ?> metric =
                (Map<?, ?>) list((Map<?, ?>) at(autoscaler, "spec"), "metrics").getFirst();
        int streams =
                Integer.parseInt(settings().get("CLIPRANGE_LIMITS_MAX_STREAMS").toString());

        assertThat(at(autoscaler, "spec", "scaleTargetRef"))
                .isEqualTo(Map.of("apiVersion", "apps/v1", "kind", "Deployment", "name", "cliprange"));
        assertThat(at(metric, "pods", "metric", "name")).isEqualTo("clip_delivery_streams");
        assertThat(Integer.parseInt(at(metric, "pods", "target", "averageValue").toString()))
                .isBetween(streams / 2, streams * 9 / 10);
        Map<?, ?> adapter = yaml(Path.of("src", "ops", "prometheus", "adapter.yaml"));
        Map<?, ?> rule =
                (Map<?, ?>) list((Map<?, ?>) at(adapter, "rules"), "custom").getFirst();
        assertThat(at(rule, "name", "as")).isEqualTo("clip_delivery_streams");
        assertThat(at(deployment(), "spec", "template", "metadata", "annotations", "prometheus.io/port"))
                .isEqualTo("8081");
    }

    /** KEDA's strategy `default` subtracts the Kubernetes Jobs that run, so the query counts the running tasks too. */
    @Test
    void worker_isStartedForEachJobThatWaitsOrRuns() throws IOException {
        Map<?, ?> worker = worker();
        Map<?, ?> trigger =
                (Map<?, ?>) list((Map<?, ?>) at(worker, "spec"), "triggers").getFirst();

        assertThat(at(worker, "spec", "scalingStrategy", "strategy")).isEqualTo("default");
        assertThat(trigger.get("type")).isEqualTo("postgresql");
        assertThat(((Map<?, ?>) at(trigger, "metadata")).values()).allMatch(String.class::isInstance);
        assertThat(at(trigger, "metadata", "query").toString()).contains("waiting + running", "job_queue");
        assertThat(environment(workerContainer()))
                .containsEntry("CLIPRANGE_ROLE", "worker")
                .containsEntry("CLIPRANGE_WORKER_DRAIN", "true")
                .containsEntry(
                        "CLIPRANGE_WORKER_CONCURRENCY",
                        at(trigger, "metadata", "targetQueryValue").toString());
        assertThat(environment(container())).isEqualTo(Map.of("CLIPRANGE_ROLE", "origin"));
        assertThat(at(trigger, "authenticationRef", "name")).isEqualTo(at(authentication(), "metadata", "name"));
        assertThat(at(worker, "spec", "jobTargetRef", "template", "spec", "restartPolicy"))
                .isEqualTo("Never");
        assertThat(at(worker, "spec", "jobTargetRef", "backoffLimit")).isEqualTo(0);
    }

    /** The worker runs the image of the origin, with the same rights. */
    @Test
    void worker_isAPodLikeTheOrigin() throws IOException {
        Map<?, ?> spec = (Map<?, ?>) at(worker(), "spec", "jobTargetRef", "template", "spec");
        Set<String> known = SettingsRecords.settings()
                .map(SettingsRecords.Setting::environmentName)
                .collect(Collectors.toSet());

        for (String same : List.of("image", "envFrom", "securityContext", "volumeMounts", "livenessProbe")) {
            assertThat(at(workerContainer(), same)).as(same).isEqualTo(at(container(), same));
        }
        for (String same : List.of("securityContext", "volumes", "automountServiceAccountToken")) {
            assertThat(at(spec, same)).as(same).isEqualTo(at(pod(), same));
        }
        assertThat(known)
                .containsAll(environment(workerContainer()).keySet())
                .containsAll(environment(container()).keySet());
        assertThat(at(workerContainer(), "resources", "limits", "memory")).isEqualTo("1Gi");
        // Of the workers, and not of the origin: no Service sends them requests.
        assertThat(at(worker(), "spec", "jobTargetRef", "template", "metadata", "labels"))
                .isNotEqualTo(at(manifest("service.yaml"), "spec", "selector"));
    }

    private static Map<?, ?> worker() throws IOException {
        return manifests("worker.yaml").get(1);
    }

    private static Map<?, ?> authentication() throws IOException {
        return manifests("worker.yaml").getFirst();
    }

    private static Map<?, ?> workerContainer() throws IOException {
        return (Map<?, ?>) list((Map<?, ?>) at(worker(), "spec", "jobTargetRef", "template", "spec"), "containers")
                .getFirst();
    }

    private static Map<String, String> environment(Map<?, ?> container) {
        return list(container, "env").stream()
                .map(entry -> (Map<?, ?>) entry)
                .collect(Collectors.toMap(
                        entry -> entry.get("name").toString(),
                        entry -> entry.get("value").toString()));
    }

    private static int megabytes(String size) {
        return Integer.parseInt(size.replaceAll("(Mi|MB)$", ""));
    }

    private static Map<?, ?> settings() throws IOException {
        return (Map<?, ?>) at(manifest("configuration.yaml"), "data");
    }

    private static Map<?, ?> container() throws IOException {
        return (Map<?, ?>) list(pod(), "containers").getFirst();
    }

    private static Map<?, ?> pod() throws IOException {
        return (Map<?, ?>) at(deployment(), "spec", "template", "spec");
    }

    private static Map<?, ?> deployment() throws IOException {
        return manifest("deployment.yaml");
    }

    private static Map<?, ?> manifest(String name) throws IOException {
        return yaml(FOLDER.resolve(name));
    }

    private static List<Map<?, ?>> manifests(String name) throws IOException {
        return StreamSupport.stream(
                        new Yaml()
                                .loadAll(Files.readString(FOLDER.resolve(name)))
                                .spliterator(),
                        false)
                .<Map<?, ?>>map(document -> (Map<?, ?>) document)
                .toList();
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        return (Map<?, ?>) new Yaml().load(Files.readString(file));
    }

    private static List<Object> list(Map<?, ?> map, String name) {
        return List.copyOf((List<?>) map.get(name));
    }

    private static Object at(Map<?, ?> map, String... path) {
        Object found = map;
        for (String name : path) {
            found = ((Map<?, ?>) found).get(name);
            assertThat(found).as(String.join(".", path)).isNotNull();
        }
        return found;
    }
}
