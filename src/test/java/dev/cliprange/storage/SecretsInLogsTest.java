package dev.cliprange.storage;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No signature, no key and no query of a source reaches a log, whatever goes right or wrong. */
class SecretsInLogsTest {

    @Test
    void everyKindOfReadAndFailure_withOurPackageAtDebug_leavesNoSecret() {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var ours = (Logger) LoggerFactory.getLogger("dev.cliprange");
        Level before = root.getLevel();
        var lines = new ListAppender<ILoggingEvent>();
        // Other threads log while it is read.
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.INFO);
        ours.setLevel(Level.DEBUG);
        try (TestS3 s3 = TestS3.start();
                HostileWebServer server = new HostileWebServer()) {
            readAndFail(s3, server);

            String log = List.copyOf(lines.list).stream()
                    .map(SecretsInLogsTest::text)
                    .collect(Collectors.joining("\n"));
            assertThat(log)
                    .doesNotContain("X-Amz-Signature")
                    .doesNotContain(s3.secretKey())
                    .doesNotContain("query-secret");
        } finally {
            root.detachAppender(lines);
            root.setLevel(before);
            ours.setLevel(null);
        }
    }

    private static void readAndFail(TestS3 s3, HostileWebServer server) {
        try (Storage storage = StorageFixture.open(
                        StorageFixture.properties(s3),
                        new SimpleMeterRegistry(),
                        server.uri("/").toString());
                Storage wrongKey = StorageFixture.open(
                        StorageFixture.properties(s3, Map.of("cliprange.storage.secret-key", "query-secret")),
                        new SimpleMeterRegistry());
                Storage nobody = StorageFixture.open(
                        StorageFixture.properties(s3, Map.of("cliprange.storage.endpoint", "http://127.0.0.1:1")),
                        new SimpleMeterRegistry())) {
            s3.put("film", new byte[500_000]);
            server.put("/film", new byte[500_000]);
            Location inBucket = new S3Location(s3.bucket(), "film");
            Location onWeb =
                    Location.parse(server.uri("/film?token=query-secret").toString());
            for (Location location : List.of(inBucket, onWeb)) {
                ObjectStat stat =
                        Objects.requireNonNull(storage.sources().stat(location).block(PATIENCE));
                storage.sources()
                        .read(location, stat.revision(), 0, stat.sizeBytes())
                        .doOnNext(ByteBuf::release)
                        .blockLast(PATIENCE);
                storage.sources()
                        .read(location, "\"other\"", 0, 1)
                        .onErrorComplete()
                        .blockLast(PATIENCE);
                Objects.requireNonNull(storage.ffmpegInputs()
                                .lease(location, stat, PATIENCE)
                                .block(PATIENCE))
                        .close();
            }
            server.play(new HostileWebServer.Trick.CutAfter(1), new HostileWebServer.Trick.Stall());
            storage.sources()
                    .read(onWeb, "\"1\"", 0, 400_000)
                    .doOnNext(ByteBuf::release)
                    .blockLast(PATIENCE);
            wrongKey.sources().stat(inBucket).onErrorComplete().block(PATIENCE);
            nobody.sources().stat(inBucket).onErrorComplete().block(PATIENCE);
            nobody.work().get("a").onErrorComplete().block(PATIENCE);
        }
    }

    private static String text(ILoggingEvent event) {
        var text = new StringBuilder(event.getFormattedMessage());
        for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text.append('\n').append(cause.getClassName()).append(": ").append(cause.getMessage());
        }
        return text.toString();
    }
}
