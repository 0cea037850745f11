package dev.cliprange.storage.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {

    @Test
    void parse_eachScheme_givesItsKind() {
        assertThat(Location.parse("s3://films/a b/c%20d?.mp4")).isEqualTo(new S3Location("films", "a b/c%20d?.mp4"));
        assertThat(Location.parse("https://a.example:8443/f.mp4?k=v"))
                .isInstanceOfSatisfying(HttpLocation.class, http -> {
                    assertThat(http.host()).isEqualTo("a.example");
                    assertThat(http.port()).isEqualTo(8_443);
                });
        assertThat(Location.parse("file:///media/a%20b%23.mp4"))
                .isEqualTo(new FileLocation(Path.of("/media/a b#.mp4")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://films/dir/ü %+?#.mp4",
                "http://A.example/x",
                "https://[2606:4700::1111]:8443/a%20b/?q=1",
                "file:///media/a%20b%23%25%3F;x.mp4"
            })
    void uri_parsedAgain_isTheSamePlace(String uri) {
        Location location = Location.parse(uri);

        assertThat(Location.parse(location.uri())).isEqualTo(location);
    }

    @Test
    void toString_queryWithSecret_doesNotShowIt() {
        Location location = Location.parse("https://a.example/f.mp4?X-Amz-Signature=secret");

        assertThat(location.toString()).isEqualTo("https://a.example/f.mp4?…");
        assertThat(location.uri()).contains("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a.example/f",
                "S3://films/f",
                "HTTPS://a.example/f",
                "data:video/mp4,x",
                "concat:/etc/passwd",
                "gopher://x/",
                "s3://films",
                "s3://films/",
                "s3:/films/f",
                "s3://Films/f",
                "s3://a/f",
                "s3://films/../other/f",
                "s3://films/a/./f",
                "s3://user@films/f",
                "s3://films/a\u0000b",
                "http:///f",
                "http://",
                "http:f",
                "http:/a.example/f",
                "http://a.example\\@evil.example/f",
                "http://user@a.example/f",
                "http://user:word@a.example/f",
                "http://@a.example/f",
                "http://a.example/f#fragment",
                "http://a.example/f#",
                "http://a.example/a b",
                "http://ä.example/f",
                "http://a.example:0/f",
                "http://a.example:65536/f",
                "http://a.example:-1/f",
                "http://a_b.example/f",
                "http://a.example/../f",
                "http://a.example/dir/..",
                "http://a.example/%2e%2e/f",
                "http://a.example/.%2E/f",
                "http://a.example/%252e%252e/f",
                "http://a.example/%25252e%25252e/f",
                "http://a.example/..;x/f",
                "http://a.example/a%2ff",
                "http://a.example/a%5c..%5cf",
                "http://a.example/a\\f",
                "http://a.example/a%00f",
                "http://a.example/%252f",
                "http://a.example/./f",
                "http://a.example/%zz",
                "http://a.example/%",
                "http://2130706433/f",
                "http://0x7f000001/f",
                "http://127.1/f",
                "http://0177.0.0.1/f",
                "http://127.0.0.01/f",
                "http://[::1%25eth0]/f",
                "http://[fe80::1%eth0]/f",
                "file:/media/f",
                "file://media/f",
                "file://localhost/media/f",
                "file:///media/../etc/f",
                "file:///media/%2e%2e/f",
                "file:///media/f?x",
                "file:///media/f#x",
                "file:///media/%2fetc",
                "file:///media/a b",
                "file:///media/%00"
            })
    void parse_ambiguousOrForeign_isSourceNotAllowed(String uri) {
        assertThatThrownBy(() -> Location.parse(uri))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.failure()).isEqualTo(Failure.SOURCE_NOT_ALLOWED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "film.mp4", "/media/film.mp4", "://x"})
    void parse_noScheme_isRequestInvalid(String uri) {
        assertThatThrownBy(() -> Location.parse(uri))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.failure()).isEqualTo(Failure.REQUEST_INVALID));
    }
}
