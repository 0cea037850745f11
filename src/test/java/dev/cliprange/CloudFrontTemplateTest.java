package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.testing.HostProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        assertThat(policies.stream().filter(policy -> policy.toString().contains("by-picture")))
                .singleElement()
                .satisfies(policy -> assertThat(policy.toString()).contains("QueryStrings=[at, mode, width]"));
    }

    @Test
    void behaviors_forMediaDoNotCompress_andAllCheckSignatures() throws IOException {
        List<Map<?, ?>> behaviors = ((List<?>) distribution().get("CacheBehaviors"))
                .stream().<Map<?, ?>>map(behavior -> (Map<?, ?>) behavior).toList();

        assertThat(behaviors).allSatisfy(behavior -> {
            assertThat(behavior.get("PathPattern").toString()).startsWith("/videos/");
            assertThat(behavior.get("FunctionAssociations").toString())
                    .contains("CheckSignature", "CanonicalPath", "viewer-request")
                    .doesNotContain("NoValue");
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

    /**
     * The function as it is deployed: a cache key is a path that it lets through, and the policy's parameters. It does not check a
     * signature in the path, and removes it.
     */
    @Test
    void canonicalPath_letsOneSpellingThrough(@TempDir Path folder) throws Exception {
        Map<?, ?> properties = resources("AWS::CloudFront::Function").stream()
                .map(function -> (Map<?, ?>) function.get("Properties"))
                .filter(it -> it.get("Name").toString().contains("canonical-path"))
                .findFirst()
                .orElseThrow();
        Path program = Files.writeString(folder.resolve("check.js"), properties.get("FunctionCode") + """

                const answers = process.argv.slice(2).map(uri => {
                  const answer = handler({request: {method: 'GET', uri, querystring: {}, headers: {}}});
                  const unsigned = uri.replace(/^\\/videos\\/s\\/[^/]+/, '/videos');
                  return uri + ' ' + (answer.statusCode || (answer.uri === unsigned ? 'passes' : 'changed'));
                });
                console.log(answers.join('\\n'));
                """);
        String id = "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b";
        String clip = "/videos/clips/" + id + "/stream/abcdefghijklmn27";
        List<String> canonical = List.of(
                clip,
                "/videos/clips/" + id + "/stream",
                "/videos/clips/" + id + "/poster/abcdefghijklmn27.jpg",
                "/videos/clips/" + id + "/hls/abcdefghijklmn27/video/12.m4s",
                "/videos/s/1800000060.2026A.FfI0LM6Z_-x/clips/" + id + "/hls/abcdefghijklmn27/master.m3u8");
        List<String> others = List.of(
                clip.replace("videos", "%76ideos"),
                clip.replace("stream", "%73tream"),
                clip.replace(id, id.toUpperCase(Locale.ROOT)),
                clip.replace("abc", "ABC"),
                clip.replace("/stream", "//stream"),
                clip.replace("/stream", "/./stream"),
                clip.replace("/stream", "/../stream"),
                clip.replace("/stream", ";a/stream"),
                clip.replace("/stream", "\\stream"),
                clip + "/",
                clip + "%20",
                clip + "\n",
                "/" + clip,
                "/videos/",
                "/videos");
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(canonical);
        command.addAll(others);

        HostProgram.Run run = HostProgram.onPath("node").run(command.toArray(String[]::new));

        assertThat(run.output()).doesNotContain("changed");
        assertThat(canonical).allSatisfy(it -> assertThat(run.output()).contains(it + " passes"));
        assertThat(others).allSatisfy(it -> assertThat(run.output()).contains(it + " 404"));
    }

    /** The function as it is deployed. What is kept has another name: that of the request which filled the cache. */
    @Test
    void fileName_isThatOfTheUrl(@TempDir Path folder) throws Exception {
        String id = "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b";
        Path program = Files.writeString(folder.resolve("name.js"), function("file-name") + """

                const names = process.argv.slice(2).map(download => {
                  const querystring = download === 'none' ? {} : {download: {value: download}};
                  if (download === 'twice') {
                    querystring.download.multiValue = [{value: 'a'}, {value: 'b'}];
                  }
                  return download + ' -> ' + handler({
                    request: {uri: '/videos/clips/%s/stream/abcdefghijklmn27', querystring},
                    response: {headers: {
                      'content-type': {value: 'audio/mp4; codecs="mp4a.40.2"'},
                      'content-disposition': {value: 'attachment; filename="old"'}}}
                  }).headers['content-disposition'].value;
                });
                console.log(names.join('\\n'));
                """.formatted(id));

        String output = HostProgram.onPath("node")
                .run(program.toString(), "none", "", "cut%201", "a.MP4", "twice", "a%0D%0AX:y", "..%2Fx", "a\"b")
                .output();

        String named = "; filename*=UTF-8''";
        assertThat(output.lines())
                .containsExactly(
                        "none -> inline" + named + id + ".m4a",
                        " -> attachment" + named + id + ".m4a",
                        "cut%201 -> attachment" + named + "cut%201.m4a",
                        "a.MP4 -> attachment" + named + "a.m4a",
                        "twice -> attachment" + named + id + ".m4a",
                        "a%0D%0AX:y -> attachment" + named + id + ".m4a",
                        "..%2Fx -> attachment" + named + id + ".m4a",
                        "a\"b -> attachment" + named + id + ".m4a");
        assertThat(((List<?>) distribution().get("CacheBehaviors")).getLast().toString())
                .contains("FileName", "viewer-response");
    }

    private static String function(String name) throws IOException {
        return resources("AWS::CloudFront::Function").stream()
                .map(function -> (Map<?, ?>) function.get("Properties"))
                .filter(it -> it.get("Name").toString().contains(name))
                .map(it -> it.get("FunctionCode").toString())
                .findFirst()
                .orElseThrow();
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
