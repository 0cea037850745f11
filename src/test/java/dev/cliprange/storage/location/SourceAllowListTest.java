package dev.cliprange.storage.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAllowListTest {

    @ParameterizedTest
    @CsvSource({
        "s3://films, s3://films/a/b.mp4",
        "s3://films/, s3://films/a/b.mp4",
        "s3://films/dir, s3://films/dir/b.mp4",
        "s3://films/dir/, s3://films/dir/b.mp4",
        "https://a.example, https://a.example/f",
        "https://a.example/, https://A.EXAMPLE:443/f",
        "https://a.example/dir, https://a.example/dir",
        "https://a.example/dir, https://a.example/dir/f?token=1",
        "https://a.example/dir, https://a.example/d%69r/f",
        "https://a.example/a%20b, https://a.example/a%20b/f",
        "http://localhost:9000/, http://localhost:9000/f",
        "http://127.0.0.1:9000/, http://127.0.0.1:9000/f",
        "http://[::1]:9000/, http://[::1]:9000/f",
        "https://, https://any.example/f",
        "file:///media, file:///media/f",
        "file:///media/, file:///media/dir/f",
    })
    void require_coveredAddress_passes(String entry, String uri) {
        assertThatCode(() -> list(entry).require(Location.parse(uri))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://films, s3://films2/f",
        "s3://films/dir, s3://films/dir2/f",
        "s3://films/dir, s3://films/f",
        "s3://films/dir, s3://other/dir/f",
        "https://a.example, https://a.example.evil/f",
        "https://a.example, https://evil.a.example/f",
        "https://a.example, https://a.example./f",
        "https://a.example, http://a.example/f",
        "https://a.example, https://a.example:8443/f",
        "https://a.example:8443, https://a.example/f",
        "https://a.example/dir, https://a.example/dir2",
        "https://a.example/dir, https://a.example/DIR/f",
        "https://a.example/dir, https://a.example//dir/f",
        "https://a.example/dir, https://a.example/other?/dir/",
        "https://, http://any.example/f",
        "https://, https://any.example:8443/f",
        "http://, http://127.0.0.1/f",
        "http://, http://[::1]/f",
        "http://, http://[::ffff:127.0.0.1]/f",
        "http://, http://169.254.169.254/latest/meta-data",
        "http://, http://10.1.2.3/f",
        "file:///media, file:///media2/f",
        "file:///media, file:///etc/passwd",
        "file:///media, https://media/f",
    })
    void require_otherAddress_isRefused(String entry, String uri) {
        isRefused(() -> list(entry).require(Location.parse(uri)));
    }

    @Test
    void require_nothingConfigured_coversNothingButTheBucket() {
        SourceAllowList own = SourceAllowList.of(List.of(), "films");

        assertThatCode(() -> own.require(Location.parse("s3://films/f"))).doesNotThrowAnyException();
        isRefused(() -> own.require(Location.parse("s3://other/f")));
        isRefused(() -> own.require(Location.parse("https://a.example/f")));
        isRefused(() -> own.require(Location.parse("file:///etc/passwd")));
        isRefused(() -> SourceAllowList.of(List.of(), "").require(Location.parse("s3://films/f")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "*",
                "ftp://a.example",
                "https://a.example/?q",
                "https://user@a.example/",
                "https://a.example/../x",
                "s3://",
                "s3://B/",
                "file://media",
                "",
                "https://*.example/"
            })
    void of_entryThatCannotBeRead_namesTheSetting(String entry) {
        assertThatThrownBy(() -> list(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cliprange.sources.allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                        "169.254.169.254",
                "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
                        "240.0.0.1",
                "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
                        "64:ff9b::10.0.0.1", "fe80::1",
                "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2002:7f00:1::", "2002:0a00:1::", "2001::1",
                        "2001:db8::1",
                "64:ff9b:1::1", "100::1", "3fff::1"
            })
    void isPublic_specialAddress_isNot(String address) throws Exception {
        assertThat(PublicIp.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "100.63.0.1",
                "100.128.0.1",
                "169.253.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "64:ff9b::1.1.1.1",
                "2002:0101:0101::1"
            })
    void isPublic_ordinaryAddress_is(String address) throws Exception {
        assertThat(PublicIp.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void requireAddress_privateAddress_passesOnlyByName() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        InetAddress internal = InetAddress.getByName("10.0.0.5");

        assertThatCode(() -> list("http://localhost:9000").requireAddress("localhost", loopback))
                .doesNotThrowAnyException();
        assertThatCode(() -> list("http://minio:9000").requireAddress("minio", internal))
                .doesNotThrowAnyException();
        assertThatCode(() -> list("http://nas.lan").requireAddress("nas.lan", internal))
                .doesNotThrowAnyException();
        assertThatCode(() ->
                        list("https://media.example", "https://10.0.0.5").requireAddress("media.example", internal))
                .doesNotThrowAnyException();
        isRefused(() -> list("https://media.example").requireAddress("media.example", internal));
        isRefused(() -> list("https://").requireAddress("media.example", loopback));
        isRefused(() -> list("https://").requireAddress("localhost", loopback));
        isRefused(() -> list("http://minio:9000", "http://").requireAddress("other", internal));
    }

    @Test
    void requireRealPath_linkOutOfTheFolder_isRefused(@TempDir Path root) throws Exception {
        Path media = Files.createDirectories(root.resolve("media"));
        Path secret = Files.writeString(root.resolve("secret"), "x");
        Files.createSymbolicLink(media.resolve("film"), secret);
        Files.createSymbolicLink(media.resolve("up"), root);
        SourceAllowList allowList = list(media.toUri().toString());

        isRefused(() -> allowList.requireRealPath(new FileLocation(media.resolve("film"))));
        isRefused(() -> allowList.requireRealPath(new FileLocation(media.resolve("up/secret"))));
        isRefused(() -> allowList.requireRealPath(new FileLocation(secret)));
    }

    @Test
    void requireRealPath_linkInsideAllowedFolders_isResolved(@TempDir Path root) throws Exception {
        Path media = Files.createDirectories(root.resolve("media"));
        Path film = Files.writeString(media.resolve("film"), "x");
        Files.createSymbolicLink(media.resolve("alias"), film);
        Files.createSymbolicLink(root.resolve("linked"), media);

        assertThat(list(media.toUri().toString()).requireRealPath(new FileLocation(media.resolve("alias"))))
                .isEqualTo(film.toRealPath());
        assertThat(list("file://" + root.resolve("linked"))
                        .requireRealPath(new FileLocation(root.resolve("linked/film"))))
                .isEqualTo(film.toRealPath());
        assertThatThrownBy(
                        () -> list(media.toUri().toString()).requireRealPath(new FileLocation(media.resolve("none"))))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static SourceAllowList list(String... entries) {
        return SourceAllowList.of(List.of(entries), "");
    }

    private static void isRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.failure()).isEqualTo(Failure.SOURCE_NOT_ALLOWED));
    }
}
