package dev.cliprange;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.cliprange.control.SampleClip;
import dev.cliprange.control.SampleClips;
import dev.cliprange.studio.SharedKeys;
import dev.cliprange.testing.OriginClient;
import dev.cliprange.testing.SampleSource;
import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.testing.TestS3;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;

/**
 * The whole server on one machine, with nothing installed: {@code ./mvnw spring-boot:test-run}. PostgreSQL and an S3
 * endpoint run beside it and keep their data under target, a sample source is made on the first start, and four clips of
 * it are ready to play.
 */
public final class TryIt {

    private static final Path FOLDER = Path.of("target", "try-it");
    /** Frame numbers of the sample; its keyframes are multiples of 60. */
    private static final List<List<Integer>> CLIPS =
            List.of(List.of(317, 467), List.of(700, 1000), List.of(1234, 1235), List.of(2222, 3456));

    private final PrintStream out = System.out;
    /** The start page shows them. */
    private final AtomicReference<List<SampleClip>> samples = new AtomicReference<>(List.of());

    private TryIt() {}

    public static void main(String[] arguments) throws IOException {
        new TryIt().run(arguments);
    }

    private void run(String[] arguments) throws IOException {
        // What runs beside the server logs before the server has set logging up.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        Files.createDirectories(FOLDER);
        say("Starting PostgreSQL and an S3 endpoint under " + FOLDER + " ...");
        TestPostgres postgres = TestPostgres.keptIn(FOLDER.resolve("postgres"), 0);
        TestS3 storage = TestS3.start(FOLDER.resolve("s3"));
        Path sample = SampleSource.in(FOLDER, this::showProgress);
        storage.put("sample.mp4", sample);
        say("Starting Cliprange ...");

        var application = new SpringApplication(CliprangeApplication.class);
        application.addInitializers(context -> {
            context.getBeanFactory().registerSingleton("sampleClips", (SampleClips) samples::get);
            context.getBeanFactory().registerSingleton("sharedKeys", new SharedKeys());
        });
        application.addListeners(new Defaults(defaults(postgres, storage)));
        ConfigurableApplicationContext context = application.run(arguments);
        SpringApplication.getShutdownHandlers().add(() -> {
            storage.close();
            postgres.close();
        });
        present(context.getEnvironment(), storage.bucket());
    }

    private static Map<String, Object> defaults(TestPostgres postgres, TestS3 storage) throws IOException {
        var defaults = new LinkedHashMap<String, Object>();
        defaults.putAll(postgres.database("cliprange").properties());
        defaults.put("cliprange.storage.endpoint", storage.endpoint());
        defaults.put("cliprange.storage.region", storage.region());
        defaults.put("cliprange.storage.bucket", storage.bucket());
        defaults.put("cliprange.storage.access-key", storage.accessKey());
        defaults.put("cliprange.storage.secret-key", storage.secretKey());
        defaults.put("cliprange.ffmpeg.path", TestFfmpeg.path().toString());
        defaults.put("cliprange.api-key", demoKey());
        defaults.put("cliprange.delivery.cors-origins", "*");
        defaults.put("logging.structured.format.console", "");
        defaults.put("logging.level.root", "warn");
        return defaults;
    }

    /** Random, and the same on the next start: what was tried yesterday works today. */
    private static String demoKey() throws IOException {
        Path file = FOLDER.resolve("api-key");
        if (!Files.exists(file)) {
            byte[] key = new byte[12];
            new SecureRandom().nextBytes(key);
            Files.writeString(file, "demo-" + HexFormat.of().formatHex(key));
        }
        return Files.readString(file);
    }

    private void present(Environment environment, String bucket) {
        URI base = URI.create("http://localhost:" + environment.getRequiredProperty("local.server.port"));
        String management = "http://localhost:" + environment.getRequiredProperty("local.management.port");
        String key = environment.getRequiredProperty("cliprange.api-key");
        var client = new OriginClient(base, key);
        JsonNode source = client.readySource("s3://" + bucket + "/sample.mp4");
        String clips = "/api/sources/" + source.path("id").asString() + "/clips";
        if (client.get(clips).expect(200).path("items").isEmpty()) {
            CLIPS.forEach(frames -> client.post(
                            clips,
                            Map.of(
                                    "start",
                                    Map.of("frame", frames.getFirst()),
                                    "end",
                                    Map.of("frame", frames.getLast())))
                    .expect(201));
        }

        List<JsonNode> made = new ArrayList<>();
        client.get(clips).expect(200).path("items").forEach(made::add);
        samples.set(made.stream().map(TryIt::sample).toList());

        say("");
        if (environment.getProperty("cliprange.studio.enabled", Boolean.class, true)) {
            say("Open the studio. The link has the demo key after '#', which browsers never send:");
            say("    " + base + "/studio?source=" + source.path("id").asString() + "#key=" + key);
            say("");
        }
        say("Cliprange runs. The sample source has "
                + source.path("video").path("frames").asInt() + " frames in "
                + source.path("durationSeconds").asString() + " s; each shows its number.");
        say("");
        say("Clips to play in a browser. The copy form has all bytes of the source; the precise form encodes the"
                + " few frames at");
        say("the edges, so that it is exact in Firefox too.");
        for (JsonNode clip : made) {
            say("");
            say("  %s  %s".formatted(clip.path("id").asString(), title(clip)));
            say("    copy     " + clip.path("streamUrl").asString());
            say("    precise  " + clip.path("preciseStreamUrl").asString("none"));
        }
        say("");
        say("Create one yourself. The response contains its URL as 'streamUrl':");
        say("    curl -H 'Authorization: Bearer " + key + "' -H 'Content-Type: application/json' \\");
        say("         -H 'Idempotency-Key: first-clip' \\");
        say("         -d '{\"title\": \"First clip\", \"start\": 60.5, \"end\": \"00:01:05.250\"}' " + base + clips);
        say("");
        say("Start page  " + base + "/");
        say("API key     " + key);
        say("API docs    " + base + "/api/docs");
        say("Health      " + management + "/actuator/health/readiness");
        say("Metrics     " + management + "/actuator/prometheus");
        say("Stop it with Ctrl-C; what you made is kept under " + FOLDER + ".");
    }

    private static SampleClip sample(JsonNode clip) {
        String copy = clip.path("streamUrl").asString();
        return new SampleClip(
                title(clip),
                path(copy),
                optionalPath(clip.path("preciseStreamUrl")),
                optionalPath(clip.path("posterUrl")));
    }

    private static @Nullable String optionalPath(JsonNode url) {
        return Optional.ofNullable(url.asString(null)).map(TryIt::path).orElse(null);
    }

    /** Signed URLs have a query. */
    private static String path(String url) {
        URI uri = URI.create(url);
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static String title(JsonNode clip) {
        int first = clip.path("startFrame").asInt();
        int last = clip.path("endFrame").asInt() - 1;
        String frames = first == last ? "frame " + first : "frames " + first + " to " + last;
        return frames + ", " + clip.path("start").asString() + " s to "
                + clip.path("end").asString() + " s";
    }

    private void showProgress(int percent) {
        out.print("\rMaking the sample source, once: " + percent + " %");
        if (percent == 100) {
            out.println();
        }
        out.flush();
    }

    private void say(String line) {
        out.println(line);
    }

    /**
     * Settings that the environment and the command line are stronger than, but not the packaged configuration. Before
     * logging is set up, because they say how.
     */
    private record Defaults(Map<String, Object> settings)
            implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            event.getEnvironment()
                    .getPropertySources()
                    .addAfter(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new MapPropertySource("try-it", settings));
        }

        @Override
        public int getOrder() {
            return EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 1;
        }
    }
}
