package dev.cliprange.storage.read;

import dev.cliprange.storage.client.S3Signer;
import dev.cliprange.storage.location.DerivedLocation;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.location.SourceAllowList;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Checks the allow-list and then uses the reader of the location's kind. */
public final class RoutingSourceStore implements SourceStore {

    private final SourceAllowList allowList;
    private final S3Signer signer;
    private final RemoteReader storageReader;
    private final RemoteReader webReader;
    private final FileReader fileReader;
    private final Function<String, Location> derived;

    /**
     * @param webReader connects only to hosts that the allow-list admits
     * @param derived the place of an object in the work storage
     */
    public RoutingSourceStore(
            SourceAllowList allowList,
            S3Signer signer,
            RemoteReader storageReader,
            RemoteReader webReader,
            FileReader fileReader,
            Function<String, Location> derived) {
        this.derived = derived;
        this.allowList = allowList;
        this.signer = signer;
        this.storageReader = storageReader;
        this.webReader = webReader;
        this.fileReader = fileReader;
    }

    @Override
    public void requireAllowed(Location location) {
        allowList.require(location);
    }

    @Override
    public Mono<ObjectStat> stat(Location location) {
        return Mono.defer(() -> switch (reading(location)) {
            case Reading.Remote(RemoteReader reader, RemoteObject object) -> reader.stat(object);
            case Reading.Local(Callable<Path> path) -> fileReader.stat(path);
        });
    }

    @Override
    public Flux<ByteBuf> read(Location location, String revision, long offsetBytes, long lengthBytes) {
        var span = new ByteSpan(offsetBytes, lengthBytes);
        return Flux.defer(() -> switch (reading(location)) {
            case Reading.Remote(RemoteReader reader, RemoteObject object) -> reader.read(object, revision, span);
            case Reading.Local(Callable<Path> path) -> fileReader.read(path, revision, span);
        });
    }

    @Override
    public Mono<byte[]> readFully(Location location, String revision, long offsetBytes, int lengthBytes) {
        return WholeBytes.collect(read(location, revision, offsetBytes, lengthBytes), lengthBytes);
    }

    @Override
    public Mono<FileSlice> localSlice(Location location, String revision, long offsetBytes, long lengthBytes) {
        var span = new ByteSpan(offsetBytes, lengthBytes);
        return Mono.defer(() -> switch (reading(location)) {
            case Reading.Local(Callable<Path> path) -> fileReader.slice(path, revision, span);
            case Reading.Remote remote -> Mono.empty();
        });
    }

    @Override
    public <T> Mono<T> withFile(FileLocation location, String revision, Function<FileLease, Mono<T>> use) {
        return fileReader.withFile(() -> allowList.requireRealPath(location), revision, use);
    }

    /** How a location is read. */
    private sealed interface Reading {

        record Remote(RemoteReader reader, RemoteObject object) implements Reading {}

        record Local(Callable<Path> path) implements Reading {}
    }

    /** Checks the allow-list. */
    private Reading reading(Location location) {
        allowList.require(location);
        return switch (location) {
            case S3Location s3 -> new Reading.Remote(storageReader, new BucketObject(s3, signer));
            case HttpLocation http -> new Reading.Remote(webReader, new WebObject(http, allowList));
            case FileLocation file -> new Reading.Local(() -> allowList.requireRealPath(file));
            case DerivedLocation(String key) -> derived(key);
        };
    }

    private Reading derived(String key) {
        return switch (derived.apply(key)) {
            case S3Location s3 -> new Reading.Remote(storageReader, new BucketObject(s3, signer));
            case FileLocation file -> new Reading.Local(file::path);
            case HttpLocation http -> throw new IllegalArgumentException("work storage on the web");
            case DerivedLocation again -> throw new IllegalArgumentException("work storage in itself");
        };
    }
}
