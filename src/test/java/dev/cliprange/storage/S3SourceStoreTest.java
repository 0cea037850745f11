package dev.cliprange.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3SourceStoreTest extends SourceStoreContract {

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
    SourceStore store() {
        return storage.sources();
    }

    @Override
    Location put(String name, byte[] bytes) {
        s3.put(name, bytes);
        return new S3Location(s3.bucket(), name);
    }

    @Override
    Location missing() {
        return new S3Location(s3.bucket(), "missing");
    }

    @Test
    void read_keyWithOddCharacters_isFound() {
        for (String key : new String[] {"a b+c.mp4", "ü/100%25 & more?x=1#y.mp4", "semi;colon=,:@!$'()*~.mp4"}) {
            Location location = put(key, random(1_000));
            assertThat(read(location, stat(location).revision(), 0, 1_000)).isEqualTo(random(1_000));
        }
    }
}
