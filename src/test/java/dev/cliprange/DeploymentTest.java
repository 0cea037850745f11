package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.OriginProcess;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the files that deploy this server say about it is true of it, and of each other. */
class DeploymentTest {

    private static final Pattern SIZE =
            Pattern.compile("-X(?:mx|X:MaxDirectMemorySize=|X:MaxMetaspaceSize=|X:ReservedCodeCacheSize=)([0-9]+)m");
    private static final int MACHINE_MEGABYTES = 512;
    /** The kernel's, the threads' stacks, and two FFmpeg processes. */
    private static final int NOT_THE_JVMS_MEGABYTES = 48;

    private static final Duration SHUTDOWN = Duration.ofSeconds(30);

    @Test
    void image_isMadeOfNamedPartsOnly_andRunsAsNobody() throws IOException {
        List<String> instructions = instructions();
        Set<String> stages = new HashSet<>();
        for (String from : of(instructions, "FROM")) {
            String[] words = from.split(" ");
            assertThat(words[1].startsWith("${") || stages.contains(words[1]) || words[1].startsWith("runtime-"))
                    .as(from)
                    .isTrue();
            stages.add(words[words.length - 1]);
        }
        List<String> last = instructions.subList(instructions.lastIndexOf("FROM runtime"), instructions.size());

        assertThat(of(last, "USER")).containsExactly("USER 10001");
        assertThat(of(last, "VOLUME")).containsExactly("VOLUME /tmp");
        assertThat(of(last, "ENTRYPOINT")).singleElement().asString().startsWith("ENTRYPOINT [\"java\"");
        assertThat(of(last, "HEALTHCHECK")).singleElement().asString().contains("/app/alive");
        assertThat(of(last, "LABEL"))
                .singleElement()
                .asString()
                .contains("image.licenses", "image.version", "image.revision", "image.title");
        assertThat(of(instructions, "ADD")).isEmpty();
        assertThat(instructions)
                .filteredOn(line -> line.contains("apt-get install"))
                .allSatisfy(line -> assertThat(line).contains("--no-install-recommends", "rm -rf /var/lib/apt/lists"));
    }

    @Test
    void image_copiesOnlyWhatIsThere_andWhatItsBuilderIsGiven() throws IOException {
        List<String> given = Files.readAllLines(Path.of(".dockerignore"));
        for (String copy : of(instructions(), "COPY")) {
            List<String> words = Stream.of(copy.split(" "))
                    .skip(1)
                    .filter(word -> !word.startsWith("--chmod"))
                    .toList();
            if (words.getFirst().startsWith("--from")) {
                continue;
            }
            for (String source : words.subList(0, words.size() - 1)) {
                assertThat(Path.of(source)).exists();
                assertThat(given)
                        .as(source)
                        .anyMatch(line -> line.startsWith("!") && source.startsWith(line.substring(1)));
            }
        }
    }

    @Test
    void image_fitsTheMachineItIsFor() throws IOException {
        String options = of(instructions(), "ENV").getFirst();

        int megabytes = SIZE.matcher(options)
                .results()
                .mapToInt(size -> Integer.parseInt(size.group(1)))
                .sum();

        assertThat(SIZE.matcher(options).results()).hasSize(4);
        assertThat(megabytes).isLessThanOrEqualTo(MACHINE_MEGABYTES - NOT_THE_JVMS_MEGABYTES);
        assertThat(fly()).containsEntry("vm.memory", MACHINE_MEGABYTES + "mb");
        assertThat(service("origin")).containsEntry("mem_limit", MACHINE_MEGABYTES + "m");
    }

    @Test
    void fly_setsOnlySettingsThatThereAre_andAdmitsWhatTheServerAdmits() throws IOException {
        Map<String, String> fly = fly();
        Map<String, String> environment = fly.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("env."))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(4), Map.Entry::getValue));
        Set<String> secrets = Pattern.compile("CLIPRANGE_[A-Z_]+")
                .matcher(Files.readString(Path.of("fly.toml")))
                .results()
                .map(java.util.regex.MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(settings()).containsAll(environment.keySet()).containsAll(secrets);
        String streams = environment.get("CLIPRANGE_LIMITS_MAX_STREAMS");
        assertThat(fly)
                .containsEntry("http_service.internal_port", "8080")
                .containsEntry("http_service.auto_stop_machines", "suspend")
                .containsEntry("http_service.auto_start_machines", "true")
                .containsEntry("http_service.min_machines_running", "0")
                .containsEntry("http_service.concurrency.type", "requests")
                .containsEntry("http_service.concurrency.soft_limit", streams)
                .containsEntry("http_service.concurrency.hard_limit", streams)
                .containsEntry("checks.liveness.port", "8081")
                .containsEntry("checks.liveness.path", "/actuator/health/liveness")
                .containsEntry("checks.readiness.path", "/actuator/health/readiness")
                .containsEntry("metrics.path", "/actuator/prometheus")
                .containsEntry("metrics.processes", "[app, worker]")
                .containsEntry("deploy.release_command", "migrate")
                .containsEntry("kill_signal", "SIGTERM");
        assertThat(environment).containsEntry("CLIPRANGE_DELIVERY_SHUTDOWN_DEADLINE", SHUTDOWN.toSeconds() + "s");
        assertThat(seconds(fly.get("kill_timeout"))).isGreaterThan(SHUTDOWN);
    }

    @Test
    void compose_setsOnlySettingsThatThereAre_andMountsOnlyFilesThatThereAre() throws IOException {
        Map<?, ?> origin = service("origin");

        assertThat(settings()).containsAll(keys(origin.get("environment")));
        assertThat(origin.get("read_only")).isEqualTo(true);
        assertThat(origin.get("tmpfs").toString()).contains("/tmp:exec");
        assertThat(seconds(origin.get("stop_grace_period").toString())).isGreaterThan(SHUTDOWN);
        for (Object service : ((Map<?, ?>) compose().get("services")).values()) {
            Object volumes = ((Map<?, ?>) service).get("volumes");
            for (Object volume : volumes == null ? List.of() : (List<?>) volumes) {
                String from = volume.toString().split(":")[0];
                if (from.startsWith(".")) {
                    assertThat(Path.of(from)).exists();
                }
            }
        }
    }

    @Test
    void scripts_mayBeRun() throws IOException {
        for (String script : List.of(
                "src/ops/image/train",
                "src/ops/image/alive",
                "src/ops/image/build-ffmpeg",
                "src/ops/image/stand-ins",
                "src/ops/image/smoke")) {
            assertThat(FileSystems.getDefault().getPath(script)).isExecutable();
            assertThat(Files.readAllLines(Path.of(script)).getFirst()).isEqualTo("#!/usr/bin/env bash");
        }
    }

    /** The Dockerfile's, each on one line, without comments. */
    private static List<String> instructions() throws IOException {
        String text = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .collect(Collectors.joining("\n"));
        return text.replaceAll("\\\\\n\\s*", "").lines().toList();
    }

    private static List<String> of(List<String> instructions, String kind) {
        return instructions.stream().filter(line -> line.startsWith(kind + " ")).toList();
    }

    /** The instances that serve clients run no jobs, because their machines are suspended between requests. */
    @Test
    void fly_hasWorkersThatEndWithTheQueue() throws IOException {
        Map<String, String> fly = fly();

        assertThat(fly)
                .containsEntry("http_service.processes", "[app]")
                .containsEntry("checks.readiness.processes", "[app]")
                .containsEntry("vm.processes", "[app]")
                .containsEntry("vm2.processes", "[worker]")
                .containsEntry("restart.policy", "on-failure")
                .containsEntry("restart.processes", "[worker]");
        assertThat(arguments(fly.get("processes.app"))).containsExactly("cliprange.role=origin");
        assertThat(arguments(fly.get("processes.worker")))
                .containsExactly(
                        "cliprange.role=worker", "cliprange.worker.drain=true", "cliprange.worker.concurrency=1");
        Set<String> names = SettingsRecords.settings()
                .map(SettingsRecords.Setting::environmentName)
                .collect(Collectors.toSet());
        assertThat(names)
                .containsAll(Stream.of("app", "worker")
                        .flatMap(group -> arguments(fly.get("processes." + group)).stream())
                        .map(argument -> OriginProcess.environmentName(argument.substring(0, argument.indexOf('='))))
                        .toList());
    }

    private static List<String> arguments(String command) {
        List<String> words = List.of(command.split(" "));
        assertThat(words.getFirst()).isEqualTo("serve");
        return words.stream()
                .skip(1)
                .map(argument -> argument.substring("--".length()))
                .toList();
    }

    /** fly.toml, flat: {@code http_service.concurrency.type}. A second section of a name is {@code vm2}. */
    private static Map<String, String> fly() throws IOException {
        var values = new LinkedHashMap<String, String>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("fly.toml"))) {
            if (line.startsWith("[")) {
                String name = line.replaceAll("[\\[\\]]", "");
                boolean again = values.keySet().stream().anyMatch(known -> known.startsWith(name + "."));
                section = (line.startsWith("[[") && again ? name + "2" : name) + ".";
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" = ", 2);
                values.put(section + parts[0], parts[1].replace("\"", ""));
            }
        }
        return values;
    }

    private static Map<?, ?> compose() throws IOException {
        return (Map<?, ?>) new Yaml().load(Files.readString(Path.of("compose.yaml")));
    }

    private static Map<String, Object> service(String name) throws IOException {
        Map<?, ?> service = (Map<?, ?>) ((Map<?, ?>) compose().get("services")).get(name);
        return service.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
    }

    private static Set<String> keys(Object map) {
        return ((Map<?, ?>) map).keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }

    private static Set<String> settings() {
        return Stream.concat(
                        SettingsRecords.settings().map(SettingsRecords.Setting::environmentName),
                        Stream.of("URL", "USERNAME", "PASSWORD").map(name -> "CLIPRANGE_DATABASE_" + name))
                .collect(Collectors.toSet());
    }

    private static Duration seconds(String value) {
        return Duration.ofSeconds(Long.parseLong(value.replace("s", "")));
    }
}
