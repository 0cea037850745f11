package dev.cliprange.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class TestS3Test {

    private static TestS3 s3;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        s3 = TestS3.start();
        s3.put("film.bin", "0123456789".getBytes(StandardCharsets.US_ASCII));
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Test
    void presignedGet_rightSignature_givesTheBytesOfTheRange() throws Exception {
        var answer = get(presign(s3.secretKey(), Duration.ofMinutes(1)), "If-Match", etag(), "Range", "bytes=2-4");

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("234");
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
    }

    @Test
    void presignedGet_otherSecretKey_is403() throws Exception {
        assertThat(get(presign("not-the-key", Duration.ofMinutes(1))).statusCode())
                .isEqualTo(403);
    }

    @Test
    void presignedGet_anotherObjectsSignature_is403() throws Exception {
        URI url = presign(s3.secretKey(), Duration.ofMinutes(1));
        s3.put("other.bin", new byte[1]);

        assertThat(get(URI.create(url.toString().replace("film.bin", "other.bin")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void presignedGet_expired_is403() throws Exception {
        URI url = presign(s3.secretKey(), Duration.ofSeconds(1));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get(url).statusCode()).isEqualTo(403));
    }

    @Test
    void presignedGet_otherRevision_is412() throws Exception {
        assertThat(get(presign(s3.secretKey(), Duration.ofMinutes(1)), "If-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(412);
    }

    @Test
    void folder_startedAgain_stillHoldsTheObjects(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("source"), new byte[] {1, 2, 3});
        try (TestS3 first = TestS3.start(folder.resolve("s3"))) {
            first.put("deep/film.bin", file);
        }

        try (TestS3 second = TestS3.start(folder.resolve("s3"))) {
            assertThat(second.get("deep/film.bin")).containsExactly(1, 2, 3);
        }
    }

    private HttpResponse<String> get(URI url, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(url);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String etag() {
        return s3.client()
                .headObject(head -> head.bucket(s3.bucket()).key("film.bin"))
                .join()
                .eTag();
    }

    private static URI presign(String secretKey, Duration lifetime) {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(s3.endpoint())
                .region(Region.of(s3.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), secretKey)))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return URI.create(presigner
                    .presignGetObject(presign -> presign.signatureDuration(lifetime)
                            .getObjectRequest(get -> get.bucket(s3.bucket()).key("film.bin")))
                    .url()
                    .toString());
        }
    }
}
