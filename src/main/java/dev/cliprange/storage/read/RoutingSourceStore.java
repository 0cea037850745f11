package dev.cliprange.storage.read;

import dev.cliprange.storage.client.S3Signer;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.location.SourceAllowList;
import dev.cliprange.timeline.ByteSpan;
import io.netty.buffer.ByteBuf;
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

    /** @param webReader connects only to hosts that the allow-list admits */
    public RoutingSourceStore(
            SourceAllowList allowList,
            S3Signer signer,
            RemoteReader storageReader,
            RemoteReader webReader,
            FileReader fileReader) {
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
        return Mono.defer(() -> {
            allowList.require(location);
            return switch (location) {
                case S3Location s3 -> storageReader.stat(new BucketObject(s3, signer));
                case HttpLocation http -> webReader.stat(new WebObject(http, allowList));
                case FileLocation file -> fileReader.stat(() -> allowList.requireRealPath(file));
            };
        });
    }

    @Override
    public Flux<ByteBuf> read(Location location, String revision, long offsetBytes, long lengthBytes) {
        var span = new ByteSpan(offsetBytes, lengthBytes);
        return Flux.defer(() -> {
            allowList.require(location);
            return switch (location) {
                case S3Location s3 -> storageReader.read(new BucketObject(s3, signer), revision, span);
                case HttpLocation http -> webReader.read(new WebObject(http, allowList), revision, span);
                case FileLocation file -> fileReader.read(() -> allowList.requireRealPath(file), revision, span);
            };
        });
    }

    @Override
    public Mono<byte[]> readFully(Location location, String revision, long offsetBytes, int lengthBytes) {
        return WholeBytes.collect(read(location, revision, offsetBytes, lengthBytes), lengthBytes);
    }

    @Override
    public Mono<FileSlice> localSlice(Location location, String revision, long offsetBytes, long lengthBytes) {
        var span = new ByteSpan(offsetBytes, lengthBytes);
        return Mono.defer(() -> switch (location) {
            case FileLocation file -> fileReader.slice(() -> allowList.requireRealPath(file), revision, span);
            case S3Location s3 -> Mono.empty();
            case HttpLocation http -> Mono.empty();
        });
    }

    @Override
    public <T> Mono<T> withFile(FileLocation location, String revision, Function<FileLease, Mono<T>> use) {
        return fileReader.withFile(() -> allowList.requireRealPath(location), revision, use);
    }
}
