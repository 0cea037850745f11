package dev.cliprange.storage.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Digest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class PartSignerTest {

    private static final UploadId UPLOAD = new UploadId("uploads/1/a b+c.mp4", "id of the upload");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void sign_noChecksum_signsOnlyTheHost() {
        SignedPart part = sign(AwsBasicCredentials.create("key", "secret"), Optional.empty());

        assertThat(part.headers()).isEmpty();
        assertThat(part.url().getQuery())
                .contains("partNumber=7", "uploadId=id of the upload", "X-Amz-SignedHeaders=host&")
                .doesNotContainIgnoringCase("checksum");
        assertThat(part.url().getRawPath()).endsWith("/uploads/1/a%20b%2Bc.mp4");
        assertThat(expires(part)).isEqualTo(3_600);
        assertThat(part.toString()).doesNotContain("Signature");
    }

    /** In the query, the storage would ignore it. */
    @Test
    void sign_checksum_isASignedHeaderAndNotInTheQuery() {
        byte[] digest = Digest.sha256(new byte[] {1});

        SignedPart part = sign(AwsBasicCredentials.create("key", "secret"), Optional.of(digest));

        assertThat(part.headers())
                .containsOnly(java.util.Map.entry(
                        "x-amz-checksum-sha256", Base64.getEncoder().encodeToString(digest)));
        assertThat(part.url().getRawQuery())
                .contains("X-Amz-SignedHeaders=host%3Bx-amz-checksum-sha256")
                .doesNotContain("x-amz-checksum-sha256=")
                .doesNotContain("x-amz-sdk-checksum-algorithm")
                .doesNotContain("x-amz-checksum-crc32");
    }

    @Test
    void sign_sessionThatEndsEarlier_endsWithIt() {
        AwsCredentials session = AwsSessionCredentials.builder()
                .accessKeyId("key")
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(Instant.now().plus(Duration.ofMinutes(10)))
                .build();

        assertThat(expires(sign(session, Optional.empty()))).isBetween(1L, 600L);
    }

    private static SignedPart sign(AwsCredentials credentials, Optional<byte[]> sha256) {
        var provider = StaticCredentialsProvider.create(credentials);
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Region.of("us-east-1"))
                .endpointOverride(URI.create("http://127.0.0.1:1"))
                .credentialsProvider(provider)
                .build()) {
            return new PartSigner(presigner, provider, Clock.systemUTC())
                    .sign("cliprange", UPLOAD, 7, sha256, HOUR)
                    .blockOptional()
                    .orElseThrow();
        }
    }

    private static long expires(SignedPart part) {
        Matcher matcher =
                Pattern.compile("X-Amz-Expires=(\\d+)").matcher(part.url().getQuery());
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
