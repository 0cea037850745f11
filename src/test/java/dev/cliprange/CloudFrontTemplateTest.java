package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the template for CloudFront must say, whatever else is valid. */
class CloudFrontTemplateTest {

    /** CloudFormation takes parameters of no more characters. */
    private static final int LONGEST_PARAMETER = 4096;

    @Test
    void policies_keepNoCookiesAndNoSignatureInTheKey() throws IOException {
        List<Map<?, ?>> policies = resources("AWS::CloudFront::CachePolicy");

        assertThat(policies).hasSize(3).allSatisfy(policy -> {
            assertThat(policy.toString())
                    .contains("CookieBehavior=none", "HeaderBehavior=none", "MinTTL=0")
                    .doesNotContain("signature", "expires", "Cliprange-Signature");
        });
    }

    @Test
    void behaviors_forMediaDoNotCompress_andAllCheckSignatures() throws IOException {
        List<Map<?, ?>> behaviors = ((List<?>) distribution().get("CacheBehaviors"))
                .stream().<Map<?, ?>>map(behavior -> (Map<?, ?>) behavior).toList();

        assertThat(behaviors).allSatisfy(behavior -> {
            assertThat(behavior.get("PathPattern").toString()).startsWith("/videos/");
            assertThat(behavior.get("FunctionAssociations").toString()).contains("CheckSignature", "viewer-request");
            assertThat(behavior.get("OriginRequestPolicyId").toString()).contains("WithSignature");
        });
        assertThat(behaviors.getLast().get("PathPattern")).isEqualTo("/videos/*");
        assertThat(behaviors.getLast().get("Compress")).isEqualTo(false);
    }

    @Test
    void errors_ofServersAreNotKept_andMissesMeetAtAShield() throws IOException {
        Map<Object, Object> kept = ((List<?>) distribution().get("CustomErrorResponses"))
                .stream()
                        .map(response -> (Map<?, ?>) response)
                        .collect(Collectors.toMap(it -> it.get("ErrorCode"), it -> it.get("ErrorCachingMinTTL")));

        assertThat(kept).containsKeys(403, 404, 416, 500, 502, 503, 504);
        assertThat(kept.values()).containsOnly(0);
        assertThat(distribution().get("Origins").toString()).contains("OriginShield={Enabled=true");
    }

    @Test
    void function_fitsIntoItsParameter_withKeys() throws IOException {
        String function = Files.readString(Path.of("cdn", "cloudfront", "playback-signature.js"));

        assertThat(function.length()).isLessThan(LONGEST_PARAMETER - 4 * 100);
    }

    private static Map<?, ?> distribution() throws IOException {
        Map<?, ?> properties = (Map<?, ?>)
                resources("AWS::CloudFront::Distribution").getFirst().get("Properties");
        return (Map<?, ?>) properties.get("DistributionConfig");
    }

    private static List<Map<?, ?>> resources(String type) throws IOException {
        Map<?, ?> template =
                (Map<?, ?>) new Yaml().load(Files.readString(Path.of("cdn", "cloudfront", "distribution.yaml")));
        return ((Map<?, ?>) template.get("Resources"))
                .values().stream()
                        .<Map<?, ?>>map(resource -> (Map<?, ?>) resource)
                        .filter(resource -> resource.get("Type").equals(type))
                        .toList();
    }
}
