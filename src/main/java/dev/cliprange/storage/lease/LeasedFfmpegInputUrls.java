package dev.cliprange.storage.lease;

import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.client.S3Signer;
import dev.cliprange.storage.location.DerivedLocation;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.read.FileSlice;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Leases presigned URLs and paths directly, and web sources through the gateway. */
public final class LeasedFfmpegInputUrls implements FfmpegInputUrls {

    private final SourceStore sources;
    private final S3Signer signer;
    private final LoopbackGateway gateway;
    private final Function<String, Location> workStorage;

    /** @param workStorage the location of an object in the work storage */
    public LeasedFfmpegInputUrls(
            SourceStore sources, S3Signer signer, LoopbackGateway gateway, Function<String, Location> workStorage) {
        this.workStorage = workStorage;
        this.sources = sources;
        this.signer = signer;
        this.gateway = gateway;
    }

    @Override
    public Mono<SourceLease> lease(Location location, ObjectStat source, Duration longest) {
        return Mono.defer(() -> {
            sources.requireAllowed(location);
            return switch (location) {
                case S3Location s3 -> presigned(s3, source, longest);
                case FileLocation file ->
                    sources.localSlice(file, source.revision(), 0, source.sizeBytes())
                            .map(LeasedFfmpegInputUrls::path);
                case DerivedLocation derived -> derived(derived, source, longest);
                case HttpLocation http -> Mono.fromSupplier(() -> gateway.lease(http, source));
            };
        });
    }

    private Mono<SourceLease> derived(DerivedLocation location, ObjectStat source, Duration longest) {
        return workStorage.apply(location.key()) instanceof S3Location s3
                ? presigned(s3, source, longest)
                : sources.localSlice(location, source.revision(), 0, source.sizeBytes())
                        .map(LeasedFfmpegInputUrls::path);
    }

    private Mono<SourceLease> presigned(S3Location location, ObjectStat source, Duration longest) {
        return signer.presignForProcess(location, longest).map(url -> {
            List<String> protocols =
                    url.getScheme().equals("https") ? List.of("https", "tls", "tcp") : List.of("http", "tcp");
            Map<String, String> headers =
                    source.revision().startsWith("\"") ? Map.of("If-Match", source.revision()) : Map.of();
            return new DirectLease(new FfmpegInputUrl(url.toString(), protocols, headers));
        });
    }

    private static SourceLease path(FileSlice whole) {
        return new DirectLease(new FfmpegInputUrl("file:" + whole.path(), List.of("file"), Map.of()));
    }

    /** The process reads directly, so there is nothing to close. The signature expires by itself. */
    private record DirectLease(FfmpegInputUrl input) implements SourceLease {

        @Override
        public Optional<Long> bytesRead() {
            return Optional.empty();
        }

        @Override
        public Optional<FailureException> failure() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
