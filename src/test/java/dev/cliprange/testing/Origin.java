package dev.cliprange.testing;

import dev.cliprange.CliprangeApplication;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole server, started in this JVM on ports of its own, on a real database and a real storage. A test that changes
 * nothing but its own sources shares one; a test with settings or faults of its own starts its own.
 */
public final class Origin implements AutoCloseable {

    /** The admin key of every test's server. */
    public static final String API_KEY = "key-of-the-tests";

    private final ConfigurableApplicationContext context;

    private Origin(ConfigurableApplicationContext context) {
        this.context = context;
    }

    private static final class Shared {
        static final Origin ORIGIN = start(Map.of());
    }

    private static final class Storage {
        static final TestS3 S3 = TestS3.start();
    }

    /** The storage all tests of this JVM share. */
    public static TestS3 storage() {
        return Storage.S3;
    }

    /** The one all tests of this JVM share. */
    public static Origin shared() {
        return Shared.ORIGIN;
    }

    /** A server with its own database, without rows, on the shared PostgreSQL; the caller closes it. */
    public static Origin start(Map<String, Object> settings) {
        return start(TestPostgres.shared().createMigratedDatabase(), storage(), settings);
    }

    /** A server on a given database and storage; the caller closes it. */
    public static Origin start(TestPostgres.Database database, TestS3 storage, Map<String, Object> settings) {
        return start(database, storage, settings, Map.of());
    }

    /** A server with further beans, by name, such as those of the try-it setup; the caller closes it. */
    public static Origin start(Map<String, Object> settings, Map<String, Object> beans) {
        return start(TestPostgres.shared().createMigratedDatabase(), storage(), settings, beans);
    }

    private static Origin start(
            TestPostgres.Database database, TestS3 storage, Map<String, Object> settings, Map<String, Object> beans) {
        var all = new LinkedHashMap<String, Object>();
        all.putAll(database.properties());
        all.putAll(storageSettings(storage));
        all.put("server.port", 0);
        all.put("management.server.port", 0);
        all.put("cliprange.api-key", API_KEY);
        all.put("cliprange.ffmpeg.path", TestFfmpeg.ofServer().toString());
        all.put("cliprange.limits.requests-per-second", 0);
        all.put("cliprange.limits.key-requests-per-second", 0);
        all.put("cliprange.limits.unknown-keys-per-second", 0);
        all.put("logging.structured.format.console", "");
        all.put("spring.main.register-shutdown-hook", false);
        all.putAll(settings);
        String[] arguments = all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        var application = new SpringApplication(CliprangeApplication.class);
        application.addInitializers(context ->
                beans.forEach((name, bean) -> context.getBeanFactory().registerSingleton(name, bean)));
        return new Origin(application.run(arguments));
    }

    /** The settings that point a server at a test's storage. */
    public static Map<String, Object> storageSettings(TestS3 storage) {
        return Map.of(
                "cliprange.storage.endpoint", storage.endpoint(),
                "cliprange.storage.region", storage.region(),
                "cliprange.storage.bucket", storage.bucket(),
                "cliprange.storage.access-key", storage.accessKey(),
                "cliprange.storage.secret-key", storage.secretKey());
    }

    public URI base() {
        return URI.create("http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public URI managementBase() {
        return URI.create("http://localhost:" + context.getEnvironment().getRequiredProperty("local.management.port"));
    }

    public OriginClient client() {
        return new OriginClient(base(), API_KEY);
    }

    public OriginClient management() {
        return new OriginClient(managementBase(), API_KEY);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The names of everything it is put together of. */
    public List<String> names() {
        return List.of(context.getBeanDefinitionNames());
    }

    /** Puts a file into the shared storage and registers it; the answer is the ready source. */
    public tools.jackson.databind.JsonNode source(Path file) {
        String key = file.getFileName().toString();
        storage().put(key, file);
        return client().readySource("s3://" + storage().bucket() + "/" + key);
    }

    @Override
    public void close() {
        context.close();
    }
}
