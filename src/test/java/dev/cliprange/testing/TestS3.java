package dev.cliprange.testing;

import com.github.dockerjava.api.model.Volume;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * A real S3 endpoint on loopback with one bucket; signatures and their expiry are checked. The Versity S3 gateway in a container
 * where Docker answers, else S3Proxy in this JVM over a folder. Requests are path-style.
 */
public final class TestS3 implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TestS3.class);
    private static final String BUCKET = "cliprange";
    private static final String REGION = "us-east-1";

    /** The server of {@code compose.yaml} too. */
    public static final String IMAGE = "ghcr.io/versity/versitygw:v1.7.0";

    private static final int PORT = 7070;

    /** Pages of this machine may send parts of uploads, whatever port their server has. */
    private static final CrossOriginResourceSharing PAGES = new CrossOriginResourceSharing(
            List.of("http://localhost:[0-9]+", "http://127\\.0\\.0\\.1:[0-9]+"),
            List.of("PUT"),
            List.of("content-type", "x-amz-checksum-sha256"),
            List.of(),
            "");

    private final URI endpoint;
    private final String accessKey;
    private final String secretKey;
    private final AutoCloseable server;
    private final S3AsyncClient client;

    private TestS3(URI endpoint, String accessKey, String secretKey, AutoCloseable server) {
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.server = server;
        this.client = S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .forcePathStyle(true)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().eventLoopGroup(Loops.SHARED))
                .build();
        createBucket();
    }

    /** A fresh, empty endpoint. The caller closes it; its objects are gone then. */
    public static TestS3 start() {
        if (Docker.ANSWERS) {
            try {
                return startContainer();
            } catch (RuntimeException e) {
                LOG.warn("Docker answers but the container does not start; S3Proxy takes its place", e);
            }
        }
        try {
            Path scratch = Files.createDirectories(Path.of("target", "s3").toAbsolutePath());
            Path folder = Files.createTempDirectory(scratch, "run");
            return startS3Proxy(folder, () -> deleteTree(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An endpoint whose objects lie in the folder and outlive it; the credentials are new each time. */
    public static TestS3 start(Path folder) {
        try {
            return startS3Proxy(Files.createDirectories(folder).toAbsolutePath(), () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    public String region() {
        return REGION;
    }

    public String bucket() {
        return BUCKET;
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    /** A client with this endpoint's credentials; closed with it. */
    public S3AsyncClient client() {
        return client;
    }

    /** Stores a file as an object. @return its ETag, with quotes */
    public String put(String key, Path file) {
        return client.putObject(request -> request.bucket(BUCKET).key(key), AsyncRequestBody.fromFile(file))
                .join()
                .eTag();
    }

    /** Stores bytes as an object. @return its ETag, with quotes */
    public String put(String key, byte[] bytes) {
        return client.putObject(request -> request.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(bytes))
                .join()
                .eTag();
    }

    public byte[] get(String key) {
        return client.getObject(request -> request.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    public void delete(String key) {
        client.deleteObject(request -> request.bucket(BUCKET).key(key)).join();
    }

    @Override
    public void close() {
        client.close();
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 endpoint does not stop", e);
        }
    }

    private void createBucket() {
        boolean exists = client.listBuckets().join().buckets().stream()
                .anyMatch(bucket -> bucket.name().equals(BUCKET));
        if (!exists) {
            client.createBucket(request -> request.bucket(BUCKET)).join();
        }
    }

    private static TestS3 startContainer() {
        String accessKey = randomName();
        String secretKey = randomName();
        var container = new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withCommand("--health", "/_health", "posix", "/data")
                .withEnv("ROOT_ACCESS_KEY", accessKey)
                .withEnv("ROOT_SECRET_KEY", secretKey)
                .withEnv("VGW_CORS_ALLOW_ORIGIN", "*")
                // A volume, because the layers of an image may not have extended attributes.
                .withCreateContainerCmdModifier(create -> create.withVolumes(new Volume("/data")))
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/_health").forPort(PORT))
                .withStartupTimeout(Duration.ofMinutes(2));
        container.start();
        URI endpoint = URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
        return new TestS3(endpoint, accessKey, secretKey, container);
    }

    private static TestS3 startS3Proxy(Path folder, Runnable afterwards) {
        String accessKey = randomName();
        String secretKey = randomName();
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .ignoreUnknownHeaders(true)
                .corsRules(PAGES)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
        return new TestS3(URI.create("http://127.0.0.1:" + proxy.getPort()), accessKey, secretKey, () -> {
            proxy.stop();
            afterwards.run();
        });
    }

    private static String randomName() {
        byte[] bytes = new byte[10];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void deleteTree(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One for the JVM: loops of its own would take each endpoint seconds to stop. The SDK knows no newer class of group. */
    @SuppressWarnings("deprecation")
    private static final class Loops {
        static final SdkEventLoopGroup SHARED =
                SdkEventLoopGroup.create(new NioEventLoopGroup(2, new DefaultThreadFactory("test-s3", true)));
    }

    /** Asked once a JVM. A client program without an engine, or a socket nobody serves, is no Docker. */
    private static final class Docker {
        static final boolean ANSWERS = answers();

        private static boolean answers() {
            boolean named = System.getenv("DOCKER_HOST") != null;
            if (!named && !Files.exists(Path.of("/var/run/docker.sock"))) {
                return false;
            }
            return CompletableFuture.supplyAsync(
                            () -> DockerClientFactory.instance().isDockerAvailable(),
                            task -> Thread.ofPlatform().daemon().start(task))
                    .completeOnTimeout(false, 20, TimeUnit.SECONDS)
                    .exceptionally(failure -> false)
                    .join();
        }
    }
}
