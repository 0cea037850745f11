package dev.cliprange.access.playback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlaybackSignatureTest {

    private static final Path VECTORS = Path.of("cdn", "playback-signatures.json");
    private static final JsonNode FILE = JsonMapper.builder().build().readTree(VECTORS.toFile());

    static Stream<JsonNode> vectors() {
        return StreamSupport.stream(FILE.path("vectors").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void check_eachVector_findsWhatItSays(JsonNode vector) {
        String path = vector.path("path").asString();
        Instant now = Instant.ofEpochSecond(vector.path("nowSeconds").asLong());

        PlaybackSignature.Verdict verdict = SignedPath.parse(path)
                .map(signed -> signature().check(signed.path(), signed.query(), now))
                .orElseGet(() -> signature().check(path, vector.path("query").asString(), now));

        assertThat(verdict)
                .as(vector.path("name").asString())
                .isEqualTo(
                        switch (vector.path("expect").asString()) {
                            case "valid" -> PlaybackSignature.Verdict.VALID;
                            case "signature-expired" -> PlaybackSignature.Verdict.EXPIRED;
                            default -> PlaybackSignature.Verdict.INVALID;
                        });
    }

    /** The function as it is deployed, on the same vectors. */
    @Test
    void cloudFrontFunction_eachVector_findsTheSame(@TempDir Path folder) throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "node"))),
                "no node on PATH");
        Path program = Files.writeString(
                folder.resolve("check.js"),
                Files.readString(Path.of("cdn", "cloudfront", "playback-signature.js")) + """

                const file = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
                let wrong = 0;
                for (const vector of file.vectors.concat(file.sequences)) {
                  const query = {};
                  for (const part of vector.query.split('&').filter(it => it)) {
                    const at = part.indexOf('=');
                    const name = part.substring(0, at);
                    const value = part.substring(at + 1);
                    if (query[name]) {
                      query[name].multiValue = (query[name].multiValue || [{value: query[name].value}]).concat({value});
                      query[name].value = value;
                    } else {
                      query[name] = {value};
                    }
                  }
                  Object.assign(KEYS, file.keys);
                  Date.now = () => vector.nowSeconds * 1000;
                  const answer = handler({request: {method: 'GET', uri: vector.path, querystring: query}});
                  const found = answer.statusCode ? JSON.parse(answer.body).code : 'valid';
                  const unsigned = vector.path.replace(/^\\/videos\\/s\\/[^/]+/, '/videos');
                  const stripped = answer.statusCode || !answer.querystring.signature && answer.uri === unsigned
                    && /^expires=[0-9]+&key=[0-9a-z]+&signature=/.test(answer.headers['cliprange-signature'].value);
                  if (found !== vector.expect || !stripped) {
                    console.log(vector.name + ': ' + found);
                    wrong++;
                  }
                }
                process.exit(wrong ? 1 : 0);
                """);
        Process node = new ProcessBuilder("node", program.toString(), VECTORS.toString())
                .redirectErrorStream(true)
                .start();

        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(node.waitFor()).as(said).isZero();
    }

    private static PlaybackSignature signature() {
        var keys = new java.util.HashMap<String, String>();
        FILE.path("keys")
                .properties()
                .forEach(key -> keys.put(key.getKey(), key.getValue().asString()));
        return new PlaybackSignature(Map.copyOf(keys));
    }
}
