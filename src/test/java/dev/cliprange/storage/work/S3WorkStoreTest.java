package dev.cliprange.storage.work;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.storage.SourceStoreContract;
import dev.cliprange.storage.Storage;
import dev.cliprange.storage.StorageFixture;
import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
