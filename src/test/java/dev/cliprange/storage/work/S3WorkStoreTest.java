package dev.cliprange.storage.work;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Failure;
import dev.cliprange.storage.SourceStoreContract;
import dev.cliprange.storage.Storage;
import dev.cliprange.storage.StorageFixture;
import dev.cliprange.testing.S3Front;
import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

class S3WorkStoreTest extends WorkStoreContract {

    private static TestS3 s3;
    private static Storage storage;

    @BeforeAll
    static void start() {
        s3 = TestS3.start();
        storage = StorageFixture.open(StorageFixture.properties(s3), new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        storage.close();
        s3.close();
    }

    @Override
    WorkStore store() {
        return storage.work();
    }

    @Override
    List<String> unfinished() {
        return s3.client().listMultipartUploads(list -> list.bucket(s3.bucket())).join().uploads().stream()
                .map(MultipartUpload::key)
                .toList();
    }

    @Test
    void put_byDefault_liesUnderItsOwnPrefixOfTheBucket() {
        store().put("index/z", new byte[] {7}).block(PATIENCE);

        assertThat(s3.get(".cliprange/index/z")).containsExactly(7);
    }

    @Test
    void put_prefixConfigured_liesThere() {
        try (Storage other = StorageFixture.open(
                StorageFixture.properties(s3, Map.of("cliprange.storage.work", "s3://" + s3.bucket() + "/made/by")),
                new SimpleMeterRegistry())) {
            other.work().put("index/z", new byte[] {8}).block(PATIENCE);
        }

        assertThat(s3.get("made/by/index/z")).containsExactly(8);
    }

    /** A call that was sent takes effect although its caller has gone. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deleteTree_afterACancelledWrite_waitsForItsLastCall(boolean inParts) {
        byte[] bytes = SourceStoreContract.random(2 << 20);
        try (var front = new S3Front(s3);
                Storage slow = StorageFixture.open(
                        StorageFixture.properties(
                                s3,
                                Map.of(
                                        "cliprange.storage.endpoint",
                                        front.endpoint().toString())),
                        new SimpleMeterRegistry())) {
            S3Front.Gate gate = front.holdObjects();
            Mono<?> write = inParts
                    ? slow.work().putUpTo("held/x/media", Flux.just(Unpooled.wrappedBuffer(bytes)), bytes.length)
                    : slow.work().put("held/x/media", bytes);
            Disposable running = write.subscribe();
            await().atMost(PATIENCE).until(() -> gate.arrived() > 0);
            running.dispose();

            CompletableFuture<Void> deletion = slow.work().deleteTree("held/x").toFuture();
            gate.open();

            await().atMost(PATIENCE)
                    .until(() -> front.log().stream()
                            .anyMatch(entry -> entry.status() == 200
                                    && entry.path().endsWith("/held/x/media")
                                    && entry.method().equals(inParts ? "POST" : "PUT")
                                    && entry.parameter("uploads").isEmpty()));
            assertThat(deletion).succeedsWithin(PATIENCE);
            assertThat(store().sizeBytes("held/x/media").blockOptional(PATIENCE))
                    .isEmpty();
        }
    }

    @Test
    void check_bucketMissingOrKeyWrong_isSourceUnreadable() {
        for (Map<String, String> wrong : List.of(
                Map.of("cliprange.storage.bucket", "not-there"), Map.of("cliprange.storage.secret-key", "wrong"))) {
            try (Storage other = StorageFixture.open(StorageFixture.properties(s3, wrong), new SimpleMeterRegistry())) {
                StepVerifier.create(other.work().check())
                        .expectErrorSatisfies(failure -> SourceStoreContract.is(failure, Failure.SOURCE_UNREADABLE))
                        .verify(PATIENCE);
            }
        }
    }
}
