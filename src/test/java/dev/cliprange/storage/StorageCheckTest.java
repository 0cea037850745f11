package dev.cliprange.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class StorageCheckTest {

    private static TestS3 s3;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        s3 = TestS3.start();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Test
    void fault_storageThatWorks_isNone() {
        assertThat(fault(Map.of())).isEmpty();
        assertThat(s3.client()
                        .listObjectsV2(list -> list.bucket(s3.bucket()))
                        .join()
                        .contents())
                .as("the object of the check is deleted")
                .isEmpty();
        assertThat(fault(Map.of("cliprange.storage.work", folder.toUri().toString())))
                .isEmpty();
    }

    @Test
    void fault_bucketMissing_namesTheBucketAndItsSetting() {
        StorageFault fault =
                fault(Map.of("cliprange.storage.bucket", "no-such-bucket")).orElseThrow();

        assertThat(fault.reason()).isEqualTo("The bucket does not exist.");
        assertThat(fault.details())
                .containsEntry("s3ErrorCode", "NoSuchBucket")
                .containsEntry("status", "404")
                .containsEntry("bucket", "no-such-bucket")
                .containsEntry("setting", "cliprange.storage.bucket")
                .containsEntry("endpoint", s3.endpoint().toString());
    }

    @Test
    void fault_bucketOfTheWorkStorageMissing_namesItsSetting() {
        StorageFault fault = fault(Map.of("cliprange.storage.work", "s3://no-such-bucket/work"))
                .orElseThrow();

        assertThat(fault.details())
                .containsEntry("bucket", "no-such-bucket")
                .containsEntry("setting", "cliprange.storage.work");
    }

    @Test
    void fault_bucketOfSourcesMissingAndWorkElsewhere_isFound() {
        StorageFault fault = fault(Map.of(
                        "cliprange.storage.work",
                        folder.toUri().toString(),
                        "cliprange.storage.bucket",
                        "no-such-bucket"))
                .orElseThrow();

        assertThat(fault.details())
                .containsEntry("bucket", "no-such-bucket")
                .containsEntry("setting", "cliprange.storage.bucket");
    }

    @Test
    void fault_wrongKeys_hasTheErrorCodeAndNoSecret() {
        StorageFault secret = fault(Map.of("cliprange.storage.secret-key", "wrong-secret-of-the-test"))
                .orElseThrow();
        StorageFault key = fault(Map.of("cliprange.storage.access-key", "wrong-key-of-the-test"))
                .orElseThrow();

        assertThat(secret.details())
                .containsEntry("s3ErrorCode", "SignatureDoesNotMatch")
                .containsEntry("setting", "cliprange.storage.secret-key");
        assertThat(key.details())
                .containsEntry("setting", "cliprange.storage.access-key")
                .containsEntry("status", "403");
        assertThat(secret + " " + key)
                .doesNotContain(s3.secretKey(), s3.accessKey(), "wrong-secret-of-the-test", "wrong-key-of-the-test");
    }

    /** A key that may read and list only, as the error of S3 says it. */
    @Test
    void fault_bucketThatMayNotBeWritten_saysSo() {
        DisposableServer readOnly = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.method() == HttpMethod.PUT
                        ? response.status(403)
                                .header("Content-Type", "application/xml")
                                .sendString(Mono.just("<Error><Code>AccessDenied</Code><Message>no</Message></Error>"))
                        : response.status(200).send())
                .bindNow();
        try {
            StorageFault fault = fault(Map.of("cliprange.storage.endpoint", "http://127.0.0.1:" + readOnly.port()))
                    .orElseThrow();

            assertThat(fault.reason()).startsWith("The access key may not write and delete objects");
            assertThat(fault.details())
                    .containsEntry("s3ErrorCode", "AccessDenied")
                    .containsEntry("setting", "cliprange.storage.access-key");
        } finally {
            readOnly.disposeNow();
        }
    }

    @Test
    void fault_nothingListens_namesTheEndpoint() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        StorageFault fault = fault(Map.of("cliprange.storage.endpoint", "http://user:secret@127.0.0.1:" + port + "/"))
                .orElseThrow();

        assertThat(fault.reason()).isIn("The storage refuses connections.", "The storage does not respond within 3 s.");
        assertThat(fault.details())
                .containsEntry("endpoint", "http://127.0.0.1:" + port)
                .containsEntry("setting", "cliprange.storage.endpoint");
        assertThat(fault.toString()).doesNotContain("secret@");
    }

    @Test
    void fault_folderThatIsAFile_namesThePath() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        StorageFault fault = fault(Map.of(
                        "cliprange.storage.work", file.resolve("work").toUri().toString()))
                .orElseThrow();

        assertThat(fault.reason()).isEqualTo("The folder cannot be created or is not writable.");
        assertThat(fault.details())
                .containsEntry("path", file.resolve("work").toString())
                .containsEntry("setting", "cliprange.storage.work");
    }

    private static Optional<StorageFault> fault(Map<String, String> settings) {
        StorageProperties properties = StorageFixture.properties(s3, settings);
        try (Storage storage = StorageFixture.open(properties, new SimpleMeterRegistry())) {
            return storage.check().fault().blockOptional(StorageFixture.PATIENCE);
        }
    }
}
