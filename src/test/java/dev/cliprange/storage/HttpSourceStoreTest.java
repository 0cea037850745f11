package dev.cliprange.storage;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceReadMeter;
import dev.cliprange.storage.read.SourceStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

class HttpSourceStoreTest extends SourceStoreContract {

    @TempDir
    private static Path work;

    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static HostileWebServer server;
    private static HostileWebServer elsewhere;
    private static Storage storage;

    @BeforeAll
    static void start() {
        server = new HostileWebServer();
        elsewhere = new HostileWebServer();
        storage = StorageFixture.open(
                StorageFixture.folderOnly(work),
                METERS,
                server.uri("/").toString(),
                elsewhere.uri("/open").toString());
    }

    @AfterAll
    static void stop() {
        storage.close();
        server.close();
        elsewhere.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
        elsewhere.forget();
    }

    @Override
    SourceStore store() {
        return storage.sources();
    }

    @Override
    Location put(String name, byte[] bytes) {
        return server.put("/" + name, bytes);
    }

    @Override
    Location missing() {
        return new HttpLocation(server.uri("/missing"));
    }

    @Test
    void read_connectionCutAtRandomOffsets_isResumedUnseen() {
        Location location = put("cut", BYTES);
        String revision = stat(location).revision();
        var random = new Random(11);
        double resumesBefore = METERS.counter(SourceReadMeter.RESUMES.meterName(), "kind", "http")
                .count();
        int cuts = 0;

        for (int round = 0; round < (Boolean.getBoolean("cliprange.full") ? 300 : 30); round++) {
            server.forget();
            for (int cut = 0; cut < 3; cut++) {
                server.play(new HostileWebServer.Trick.CutAfter(random.nextInt(BYTES.length / 4)));
                cuts++;
            }
            assertThat(read(location, revision, 0, BYTES.length)).isEqualTo(BYTES);
        }

        assertThat(METERS.counter(SourceReadMeter.RESUMES.meterName(), "kind", "http")
                                .count()
                        - resumesBefore)
                .isEqualTo(cuts);
    }

    @Test
    void read_objectReplacedWhileItIsResumed_isSourceChangedAndNeverMixed() {
        Location location = put("mixed", BYTES);
        String revision = stat(location).revision();
        server.forget();
        server.play(new HostileWebServer.Trick.CutAfter(1_000_000));

        StepVerifier.create(store().read(location, revision, 0, BYTES.length)
                        .doOnNext(buffer -> put("mixed", random(BYTES.length, 99)))
                        .doOnNext(ByteBuf::release))
                .thenConsumeWhile(buffer -> true)
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_CHANGED))
                .verify(PATIENCE);
    }

    @Test
    void read_serverIgnoresConditions_isSourceChangedByItsOwnTag() {
        Location location = put("ignores", BYTES);
        String revision = stat(location).revision();
        put("ignores", random(BYTES.length, 5));
        server.forget();

        failsWith(Failure.SOURCE_CHANGED, location, revision, new HostileWebServer.Trick.IgnoresConditions());
    }

    @Test
    void read_serverAnswersWrongly_isSourceUnreadable() {
        Location location = put("wrong", BYTES);
        String revision = stat(location).revision();

        failsWith(Failure.SOURCE_UNREADABLE, location, revision, new HostileWebServer.Trick.ShiftedRange());
        failsWith(Failure.SOURCE_UNREADABLE, location, revision, new HostileWebServer.Trick.WholeInstead());
        failsWith(Failure.SOURCE_UNREADABLE, location, revision, new HostileWebServer.Trick.Longer(3));
        failsWith(Failure.SOURCE_UNREADABLE, location, revision, new HostileWebServer.Trick.Gzip());
        failsWith(Failure.SOURCE_UNREADABLE, location, revision, new HostileWebServer.Trick.Status(403));
        assertThat(server.requests()).as("none of them is tried again").isEqualTo(1);
    }

    @Test
    void read_bodyEndsEarlyButCleanly_isResumed() {
        Location location = put("early", BYTES);
        String revision = stat(location).revision();
        server.play(new HostileWebServer.Trick.Longer(-500));

        assertThat(read(location, revision, 100, 10_000)).isEqualTo(Arrays.copyOfRange(BYTES, 100, 10_100));
    }

    @Test
    void read_serverBusyForAWhile_isTriedAgain() {
        Location location = put("busy", BYTES);
        String revision = stat(location).revision();
        server.play(
                new HostileWebServer.Trick.Status(503),
                new HostileWebServer.Trick.Status(429),
                new HostileWebServer.Trick.Status(500));

        assertThat(read(location, revision, 0, 1_000)).isEqualTo(Arrays.copyOf(BYTES, 1_000));
    }

    @Test
    void read_serverBusyForEver_isGivenUp() {
        Location location = put("always-busy", BYTES);
        String revision = stat(location).revision();
        var busy = new HostileWebServer.Trick.Status(503);

        failsWith(Failure.SOURCE_UNREADABLE, location, revision, busy, busy, busy, busy, busy, busy);
        assertThat(server.requests()).as("one and four retries").isEqualTo(5);
    }

    @Test
    void read_serverGivesAByteAConnection_isGivenUp() {
        Location location = put("drip", BYTES);
        String revision = stat(location).revision();
        var drip = new HostileWebServer.Trick.CutAfter(1);

        failsWith(Failure.SOURCE_UNREADABLE, location, revision, drip, drip, drip, drip, drip, drip, drip);
    }

    @Test
    void read_noHeadInTime_isSourceTimeout() {
        Location location = put("slow", BYTES);
        String revision = stat(location).revision();
        var slow = new HostileWebServer.Trick.SlowHead(Duration.ofSeconds(5));

        failsWith(Failure.SOURCE_TIMEOUT, location, revision, slow, slow, slow, slow, slow);
    }

    @Test
    void read_silenceInTheMiddle_isResumed() {
        Location location = put("stall", BYTES);
        String revision = stat(location).revision();
        server.play(new HostileWebServer.Trick.Stall());

        assertThat(read(location, revision, 0, 300_000)).isEqualTo(Arrays.copyOf(BYTES, 300_000));
        assertThat(server.requests()).isEqualTo(3);
    }

    @Test
    void read_readerPausesLongerThanAnyTimeout_isNoFailureOfTheServer() {
        Location location = put("paused", BYTES);
        String revision = stat(location).revision();
        server.forget();

        StepVerifier.create(store().read(location, revision, 0, BYTES.length).doOnNext(ByteBuf::release), 1)
                .expectNextCount(1)
                .thenAwait(Duration.ofMillis(2_500))
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(buffer -> true)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void read_redirectToAnAllowedPlace_isFollowed() {
        HttpLocation target = elsewhere.put("/open/film", BYTES);
        server.play(new HostileWebServer.Trick.RedirectTo(target.uri()));

        assertThat(stat(new HttpLocation(server.uri("/moved"))).sizeBytes()).isEqualTo(BYTES.length);
    }

    @Test
    void stat_redirectToAPlaceThatIsNotAllowed_isRefusedUnasked() {
        HttpLocation target = elsewhere.put("/closed/film", BYTES);
        for (String to :
                new String[] {target.uri(), "file:///etc/passwd", "http://169.254.169.254/latest", "//evil.example/x"
                }) {
            server.play(new HostileWebServer.Trick.RedirectTo(to));

            StepVerifier.create(store().stat(new HttpLocation(server.uri("/moved"))))
                    .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_NOT_ALLOWED))
                    .verify(PATIENCE);
        }
        assertThat(elsewhere.requests()).isZero();
    }

    @Test
    void stat_redirectInCircles_isSourceUnreadable() {
        for (int i = 0; i < 10; i++) {
            server.play(new HostileWebServer.Trick.RedirectTo("/circle"));
        }

        StepVerifier.create(store().stat(new HttpLocation(server.uri("/circle"))))
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_UNREADABLE))
                .verify(PATIENCE);
    }

    @Test
    void stat_serverWithoutRanges_isSourceUnreadable() {
        Location location = put("no-ranges", BYTES);
        server.play(new HostileWebServer.Trick.WholeInstead());

        StepVerifier.create(store().stat(location))
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_UNREADABLE))
                .verify(PATIENCE);
    }

    @Test
    void stat_serverWithoutValidators_isSourceUnreadable() {
        Location location = put("no-validators", BYTES);
        server.play(new HostileWebServer.Trick.NoValidators());

        StepVerifier.create(store().stat(location))
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_UNREADABLE))
                .verify(PATIENCE);
    }

    @Test
    void read_revisionByLastModified_isHeld() {
        Location location = put("dated", BYTES);
        server.play(new HostileWebServer.Trick.OnlyLastModified(), new HostileWebServer.Trick.OnlyLastModified());

        ObjectStat stat = stat(location);

        assertThat(stat.revision()).startsWith("modified:").endsWith(";" + BYTES.length);
        assertThat(read(location, stat.revision(), 0, 10)).isEqualTo(Arrays.copyOf(BYTES, 10));
        failsWith(Failure.SOURCE_CHANGED, location, stat.revision());
    }

    @Test
    void stat_nobodyListens_isSourceUnreadable() {
        var gone = new HostileWebServer();
        Location location = gone.put("/gone", BYTES);
        gone.close();
        try (Storage other = StorageFixture.open(
                StorageFixture.folderOnly(work), METERS, gone.uri("/").toString())) {
            StepVerifier.create(other.sources().stat(location))
                    .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_UNREADABLE))
                    .verify(PATIENCE);
        }
    }

    private void failsWith(Failure expected, Location location, String revision, HostileWebServer.Trick... tricks) {
        server.forget();
        server.play(tricks);
        StepVerifier.create(store().read(location, revision, 0, 300_000).doOnNext(ByteBuf::release))
                .thenConsumeWhile(buffer -> true)
                .expectErrorSatisfies(failure -> is(failure, expected))
                .verify(PATIENCE);
    }
}
