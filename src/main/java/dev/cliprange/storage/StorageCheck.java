package dev.cliprange.storage;

import dev.cliprange.storage.client.BucketCheck;
import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.location.DerivedLocation;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.work.WorkStore;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Checks the work storage, and the bucket of sources if that is another place. */
public final class StorageCheck {

    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final Mono<StorageFault> fault;

    StorageCheck(StorageProperties properties, WorkStore work, BucketCheck buckets) {
        var faults = new StorageFaults(properties, LONGEST);
        Mono<StorageFault> ofWork = fault(work.check(), error -> switch (work(properties)) {
            case S3Location at ->
                faults.ofBucket(
                        error,
                        at.bucket(),
                        properties.work().isEmpty() ? "cliprange.storage.bucket" : "cliprange.storage.work");
            case FileLocation at -> faults.ofFolder(error, at.path());
            case HttpLocation at -> throw new IllegalStateException("work storage on the web");
            case DerivedLocation at -> throw new IllegalStateException("work storage in itself");
        });
        boolean separate = !properties.bucket().isEmpty()
                && !(work(properties) instanceof S3Location at && at.bucket().equals(properties.bucket()));
        Mono<StorageFault> ofSources = fault(
                        buckets.check(properties.bucket()),
                        error -> faults.ofBucket(error, properties.bucket(), "cliprange.storage.bucket"))
                // Reading objects does not need the right to list the bucket.
                .filter(it -> !StorageFaults.ACCESS_DENIED.equals(it.details().get(StorageFaults.CODE)));
        this.fault = separate ? ofWork.switchIfEmpty(ofSources) : ofWork;
    }

    /** Returns why the storage cannot be used; empty if it can. Replies within a few seconds, never with an error. */
    public Mono<StorageFault> fault() {
        return fault;
    }

    private static Mono<StorageFault> fault(Mono<Void> check, Function<Throwable, StorageFault> explain) {
        return check.timeout(LONGEST)
                .then(Mono.<StorageFault>empty())
                .onErrorResume(error -> Mono.fromSupplier(() -> explain.apply(error)));
    }

    private static Location work(StorageProperties properties) {
        if (properties.work().isEmpty()) {
            return new S3Location(properties.bucket(), "key");
        }
        return Location.parse(properties.work().endsWith("/") ? properties.work() + "key" : properties.work() + "/key");
    }
}
