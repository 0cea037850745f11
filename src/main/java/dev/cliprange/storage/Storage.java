package dev.cliprange.storage;

import dev.cliprange.storage.client.BucketCheck;
import dev.cliprange.storage.client.HttpClients;
import dev.cliprange.storage.client.InFlightBudget;
import dev.cliprange.storage.client.S3Signer;
import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.lease.FfmpegInputUrls;
import dev.cliprange.storage.lease.LeasedFfmpegInputUrls;
import dev.cliprange.storage.lease.LoopbackGateway;
import dev.cliprange.storage.location.DerivedLocation;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.location.SourceAllowList;
import dev.cliprange.storage.location.SourcesProperties;
import dev.cliprange.storage.read.CdnWarmer;
import dev.cliprange.storage.read.FileReader;
import dev.cliprange.storage.read.RemoteReader;
import dev.cliprange.storage.read.RoutingSourceStore;
import dev.cliprange.storage.read.SourceReadMetrics;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.storage.upload.AbsentUploadStore;
import dev.cliprange.storage.upload.PartSigner;
import dev.cliprange.storage.upload.S3UploadStore;
import dev.cliprange.storage.upload.UploadStore;
import dev.cliprange.storage.work.FolderWorkStore;
import dev.cliprange.storage.work.S3WorkStore;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.trace.Spans;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Creates the parts of the storage packages. Closing it closes all of them. */
public final class Storage implements AutoCloseable {

    private static final String WORK_PREFIX = ".cliprange/";
    private static final int SDK_THREADS = 2;
    private static final Duration SDK_END = Duration.ofSeconds(2);
    private static final int QUEUED_FILE_TASKS = 10_000;

    private final HttpClients clients;
    private final EventLoopGroup s3Threads;
    private final S3AsyncClient s3;
    private final S3Presigner presigner;
    private final S3Presigner uploadPresigner;
    private final Scheduler files;
    private final LoopbackGateway gateway;
    private final SourceStore sources;
    private final FfmpegInputUrls ffmpegInputs;
    private final WorkStore work;
    private final CdnWarmer reads;
    private final StorageCheck check;
    private final UploadStore uploads;

    /**
     * @param loops the event loops of the web server, so that both connections of a stream are on one loop
     * @throws IllegalArgumentException if a setting is invalid; the message names it
     */
    public Storage(
            StorageProperties storage,
            SourcesProperties allowed,
            LoopResources loops,
            MeterRegistry meters,
            Spans spans) {
        var allowList = SourceAllowList.of(allowed.allowed(), storage.bucket());
        var metrics = new SourceReadMetrics(meters, spans);
        AwsCredentialsProvider credentials = credentials(storage);
        this.s3Threads = sdkThreads();
        this.s3 = s3(storage, credentials, s3Threads);
        this.presigner = presigner(storage, credentials, Optional.ofNullable(storage.endpoint()));
        this.uploadPresigner = presigner(storage, credentials, storage.uploadEndpoint());
        this.files =
                Schedulers.newBoundedElastic(storage.fileThreads(), QUEUED_FILE_TASKS, "cliprange-files", 60, true);
        InFlightBudget budget = storage.inFlightBudget();
        this.clients = new HttpClients(storage, allowList, budget, loops);
        var signer = new S3Signer(presigner, storage.presignLifetime(), storage.hasOwnKeys());
        var storageReader = new RemoteReader(clients.storage(), storage.readLimits(), budget, metrics);
        var webReader = new RemoteReader(clients.web(), storage.readLimits(), budget, metrics);
        var fileReader = new FileReader(files, budget, metrics);
        Function<String, Location> workStorage = key -> workObject(storage, key);
        this.sources = new RoutingSourceStore(allowList, signer, storageReader, webReader, fileReader, workStorage);
        this.gateway = new LoopbackGateway(sources);
        this.ffmpegInputs = new LeasedFfmpegInputUrls(sources, signer, gateway, workStorage);
        this.work = work(storage, signer, storageReader, fileReader);
        this.check = new StorageCheck(storage, work, new BucketCheck(s3));
        this.uploads = storage.bucket().isEmpty()
                ? new AbsentUploadStore()
                : new S3UploadStore(
                        s3,
                        new PartSigner(uploadPresigner, credentials, Clock.systemUTC()),
                        new PartSigner(presigner, credentials, Clock.systemUTC()),
                        () -> clients.storage().here().http(),
                        storage.bucket());
        this.reads = new CdnWarmer(clients.storage(), storage.responseTimeout());
    }

    public StorageCheck check() {
        return check;
    }

    public CdnWarmer reads() {
        return reads;
    }

    public SourceStore sources() {
        return sources;
    }

    public FfmpegInputUrls ffmpegInputs() {
        return ffmpegInputs;
    }

    public WorkStore work() {
        return work;
    }

    public UploadStore uploads() {
        return uploads;
    }

    @Override
    public void close() {
        gateway.close();
        clients.close();
        s3.close();
        // The SDK waits two seconds before it ends threads of its own. Nothing uses these any more.
        s3Threads
                .shutdownGracefully(0, SDK_END.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SDK_END.toMillis());
        presigner.close();
        uploadPresigner.close();
        files.dispose();
    }

    private WorkStore work(StorageProperties storage, S3Signer signer, RemoteReader reader, FileReader fileReader) {
        if (storage.work().isEmpty()) {
            return new S3WorkStore(s3, signer, reader, storage.bucket(), WORK_PREFIX);
        }
        String place = storage.work().endsWith("/") ? storage.work() : storage.work() + "/";
        return switch (Location.parse(place + "key")) {
            case DerivedLocation at -> throw new IllegalArgumentException("work storage in itself");
            case S3Location at ->
                new S3WorkStore(
                        s3,
                        signer,
                        reader,
                        at.bucket(),
                        at.key().substring(0, at.key().length() - 3));
            case FileLocation at -> new FolderWorkStore(folderOf(at), fileReader, files);
            case HttpLocation at ->
                throw new IllegalArgumentException(
                        "cliprange.storage.work: " + at + " (expected: s3://bucket/prefix or file:///folder)");
        };
    }

    /** The location of an object of the work storage. */
    private static Location workObject(StorageProperties storage, String key) {
        if (storage.work().isEmpty()) {
            return new S3Location(storage.bucket(), WORK_PREFIX + key);
        }
        return Location.parse((storage.work().endsWith("/") ? storage.work() : storage.work() + "/") + key);
    }

    private static Path folderOf(FileLocation key) {
        return key.path().resolveSibling("");
    }

    private static AwsCredentialsProvider credentials(StorageProperties storage) {
        return storage.hasOwnKeys()
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create(storage.accessKey(), storage.secretKey()))
                : DefaultCredentialsProvider.builder().build();
    }

    /** The SDK knows only the kinds of groups that Netty 4.2 has deprecated. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup sdkThreads() {
        return new NioEventLoopGroup(SDK_THREADS, new DefaultThreadFactory("cliprange-s3", true));
    }

    private static S3AsyncClient s3(
            StorageProperties storage, AwsCredentialsProvider credentials, EventLoopGroup threads) {
        Duration attempt = storage.responseTimeout().multipliedBy(3);
        S3AsyncClientBuilder builder = S3AsyncClient.builder()
                .region(Region.of(storage.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(SdkEventLoopGroup.create(threads))
                        .connectionTimeout(storage.connectTimeout()))
                .overrideConfiguration(
                        limits -> limits.apiCallAttemptTimeout(attempt).apiCallTimeout(attempt.multipliedBy(2)))
                .serviceConfiguration(s3Configuration(storage))
                // Many S3-compatible storages do not know the checksums of the SDK.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        @Nullable URI endpoint = storage.endpoint();
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    private static S3Presigner presigner(
            StorageProperties storage, AwsCredentialsProvider credentials, Optional<URI> endpoint) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(Region.of(storage.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(s3Configuration(storage));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static S3Configuration s3Configuration(StorageProperties storage) {
        return S3Configuration.builder()
                .pathStyleAccessEnabled(storage.usesPathStyle())
                // Every storage accepts a body that is signed as a whole.
                .chunkedEncodingEnabled(false)
                .build();
    }
}
