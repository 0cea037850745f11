package dev.cliprange.storage.lease;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.HostileWebServer;
import dev.cliprange.storage.SourceStoreContract;
import dev.cliprange.storage.Storage;
import dev.cliprange.storage.StorageFixture;
import dev.cliprange.storage.location.FileLocation;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.location.S3Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.testing.TestFfmpeg;
import dev.cliprange.testing.TestS3;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

/** FFmpeg itself, on the addresses it is given. */
class FfmpegInputUrlsIT {

    @TempDir
    private static Path folder;

    private static TestS3 s3;
    private static byte[] film;
    private static String expected;

    /** One for each test: a read that an earlier test did not finish must not take the trick that is meant for this one. */
    private HostileWebServer server;

    private Storage storage;

    @BeforeAll
    static void start() throws Exception {
        s3 = TestS3.start();
        Path file = folder.resolve("film 1.mp4");
        run(List.of("-f", "lavfi", "-i", "testsrc2=duration=4:size=640x360:rate=25", "-b:v", "4M", file.toString()));
        film = Files.readAllBytes(file);
        expected = run(List.of("-i", file.toString(), "-c", "copy", "-f", "md5", "-"))
                .output();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @BeforeEach
    void open() {
        server = new HostileWebServer();
        storage = StorageFixture.open(
                StorageFixture.properties(s3),
                new SimpleMeterRegistry(),
                server.uri("/").toString(),
                folder.toUri().toString());
    }

    @AfterEach
    void close() {
        storage.close();
        server.close();
    }

    @Test
    void lease_eachKind_isReadToTheEndWithNoOtherProtocol() throws Exception {
        s3.put("film 1.mp4", film);
        for (Location location : List.of(
                new S3Location(s3.bucket(), "film 1.mp4"),
                server.put("/film", film),
                new FileLocation(folder.resolve("film 1.mp4")))) {
            try (SourceLease lease = lease(location)) {
                assertThat(copy(lease)).as(location.toString()).isEqualTo(new Outcome(0, expected));
            }
        }
    }

    @Test
    void lease_webSource_countsItsBytesAndKeepsItsAddressToItself() throws Exception {
        Location location = server.put("/film", film);
        try (SourceLease lease = lease(location)) {
            copy(lease);

            assertThat(lease.bytesRead().orElseThrow()).isGreaterThanOrEqualTo(film.length);
            assertThat(lease.input().input()).startsWith("http://127.0.0.1:").doesNotContain("film");
            assertThat(lease.input().protocols()).containsExactly("http", "tcp");
        }
    }

    @Test
    void lease_webConnectionCutAgainAndAgain_isNotNoticed() throws Exception {
        Location location = server.put("/film", film);
        try (SourceLease lease = lease(location)) {
            for (int i = 0; i < 8; i++) {
                server.play(new HostileWebServer.Trick.CutAfter(100_000 + i * 7_777));
            }

            assertThat(copy(lease)).isEqualTo(new Outcome(0, expected));
        }
    }

    @Test
    void lease_webSourceRedirectsToAPlaceThatIsNotAllowed_neverLeadsFfmpegThere() throws Exception {
        try (HostileWebServer forbidden = new HostileWebServer()) {
            HttpLocation secret = forbidden.put("/secret", film);
            Location location = server.put("/film", film);
            try (SourceLease lease = lease(location)) {
                server.play(new HostileWebServer.Trick.RedirectTo(secret.uri()));

                assertThat(copy(lease).exitCode()).isNotZero();
                assertThat(lease.failure().map(FailureException::failure)).contains(Failure.SOURCE_NOT_ALLOWED);
                assertThat(forbidden.requests()).isZero();
            }
        }
    }

    @Test
    void lease_objectReplaced_failsInsteadOfReadingTheNewOne() throws Exception {
        s3.put("replaced", film);
        Location inBucket = new S3Location(s3.bucket(), "replaced");
        Location onWeb = server.put("/replaced", film);
        try (SourceLease first = lease(inBucket);
                SourceLease second = lease(onWeb)) {
            byte[] other = film.clone();
            other[other.length / 2]++;
            s3.put("replaced", other);
            server.put("/replaced", other);

            assertThat(copy(first).exitCode()).isNotZero();
            assertThat(copy(second).exitCode()).isNotZero();
            assertThat(second.failure().map(FailureException::failure)).contains(Failure.SOURCE_CHANGED);
        }
    }

    @Test
    void lease_closed_isGone() throws Exception {
        SourceLease lease = lease(server.put("/film", film));

        lease.close();
        lease.close();

        assertThat(copy(lease).exitCode()).isNotZero();
    }

    @Test
    void lease_closedWhileItIsRead_breaksTheReadOff() throws Exception {
        Location location = server.put("/film", film);
        SourceLease lease = lease(location);
        for (int i = 0; i < 20; i++) {
            server.play(new HostileWebServer.Trick.Stall());
        }
        Process process = start(arguments(lease));
        Awaitility.await().until(() -> lease.bytesRead().orElseThrow() > 100_000);
        assertThat(process.isAlive()).isTrue();

        lease.close();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
    }

    /** Seconds: the longest life of the process, and what the URL may work. The setting, six hours, is the most. */
    @ParameterizedTest
    @CsvSource({"300, 360", "3602, 3662", "86400, 21600"})
    void lease_object_worksAMinuteLongerThanItsProcessMayRun(long longest, long expires) {
        s3.put("film 1.mp4", film);
        Location location = new S3Location(s3.bucket(), "film 1.mp4");
        ObjectStat stat =
                Objects.requireNonNull(storage.sources().stat(location).block(PATIENCE));

        SourceLease lease = Objects.requireNonNull(storage.ffmpegInputs()
                .lease(location, stat, Duration.ofSeconds(longest))
                .block(PATIENCE));

        assertThat(lease.input().input()).contains("X-Amz-Expires=" + expires + "&");
        lease.close();
    }

    @Test
    void lease_addressNotAllowed_isRefused() {
        StepVerifier.create(storage.ffmpegInputs()
                        .lease(Location.parse("https://elsewhere.example/film"), new ObjectStat(1, "\"1\""), PATIENCE))
                .expectErrorSatisfies(failure -> SourceStoreContract.is(failure, Failure.SOURCE_NOT_ALLOWED))
                .verify(PATIENCE);
    }

    private SourceLease lease(Location location) {
        ObjectStat stat =
                Objects.requireNonNull(storage.sources().stat(location).block(PATIENCE));
        return Objects.requireNonNull(
                storage.ffmpegInputs().lease(location, stat, PATIENCE).block(PATIENCE));
    }

    private static Outcome copy(SourceLease lease) throws Exception {
        return run(arguments(lease));
    }

    private static List<String> arguments(SourceLease lease) {
        FfmpegInputUrl address = lease.input();
        List<String> arguments =
                new ArrayList<>(List.of("-xerror", "-protocol_whitelist", String.join(",", address.protocols())));
        if (!address.headers().isEmpty()) {
            var headers = new StringBuilder();
            address.headers().forEach((name, value) -> headers.append(name + ": " + value + "\r\n"));
            arguments.addAll(List.of("-headers", headers.toString()));
        }
        arguments.addAll(
                List.of("-i", address.input(), "-c", "copy", "-f", "md5", "-protocol_whitelist", "pipe", "pipe:1"));
        return arguments;
    }

    private static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(TestFfmpeg.path().toString(), "-nostdin", "-v", "error"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Outcome run(List<String> arguments) throws Exception {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return new Outcome(process.waitFor(), output);
    }

    private record Outcome(int exitCode, String output) {}
}
