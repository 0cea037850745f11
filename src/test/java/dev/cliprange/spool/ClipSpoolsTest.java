package dev.cliprange.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.testing.NettyLeaks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One making for many clients, each at its own pace, within bounds of memory and disk. */
@ExtendWith(NettyLeaks.class)
class ClipSpoolsTest {

    static final Duration LIMIT = Duration.ofSeconds(30);
    /** Not a multiple of a piece, a slab or a read of the file. */
    private static final int BYTES = 1_000_003;

    /** Where a clip of {@link #BYTES} bytes lies. Sizes in kB. */
    enum Place {
        MEMORY(16_000, 0),
        BOTH(400, 4_000),
        FILE(0, 4_000);

        private final int memory;
        private final int disk;

        Place(int memory, int disk) {
            this.memory = memory;
            this.disk = disk;
        }
    }

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger makings = new AtomicInteger();
    private ClipSpools spools;

    @AfterEach
    void nothingIsLeft() throws IOException {
        spools.close();
        until(() -> gauge("clip.spool.memory") == 0 && gauge("clip.spool.disk") == 0);
        until(() -> openSpools() == 0);
        if (!folder.toString().equals("/proc")) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void join_whileItIsMade_givesAllTheSameBytesOfOneMaking(Place place) {
        open(place);
        MadeBytes source = made();

        SpoolReader first = spools.join("a", source);
        SpoolReader second = spools.join("a", source);
        source.give(BYTES / 2);
        SpoolReader third = spools.join("a", source);
        List<TakenBytes> got = Stream.of(first, second, third)
                .map(reader -> taking(reader.bytes()))
                .toList();
        source.give(BYTES);

        got.forEach(reader -> assertThat(reader.await().bytes()).isEqualTo(source.bytes));
        assertThat(makings).hasValue(1);
        assertThat(requests("made")).isEqualTo(1);
        assertThat(requests("running")).isEqualTo(2);
        Stream.of(first, second, third).forEach(SpoolReader::close);
    }

    @ParameterizedTest
    @EnumSource
    void making_withAReaderThatTakesNothing_endsAndIsReadLater(Place place) {
        open(place);
        MadeBytes source = made();
        SpoolReader slow = spools.join("a", source);
        TakenBytes got = new TakenBytes(slow.bytes());

        source.give(BYTES);
        until(() -> source.ended.get() != null);
        assertThat(got.size()).isZero();

        got.request(1);
        until(() -> got.size() > 0);
        assertThat(got.size()).isLessThanOrEqualTo(SpoolReader.PIECE_BYTES);
        got.request(Long.MAX_VALUE);
        assertThat(got.await().bytes()).isEqualTo(source.bytes);
        slow.close();
    }

    @Test
    void join_madeWhole_isKeptWithLengthAndDigestAndReadInParts() throws Exception {
        open(Place.BOTH);
        MadeBytes source = made();
        all(source);

        SpoolReader.Whole whole;
        try (SpoolReader reader = spools.find("a").orElseThrow()) {
            whole = reader.whole().orElseThrow();
        }
        assertThat(whole.lengthBytes()).isEqualTo(BYTES);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.bytes);
        assertThat(whole.tag()).isEqualTo(HexFormat.of().formatHex(digest, 0, 8));

        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            int from = i == 0 ? 0 : random.nextInt(BYTES);
            int count = i == 0 ? BYTES : 1 + random.nextInt(BYTES - from);
            try (SpoolReader reader = spools.join("a", source)) {
                TakenBytes got = taking(reader.part(from, count));
                assertThat(got.await().bytes()).isEqualTo(Arrays.copyOfRange(source.bytes, from, from + count));
            }
        }
        assertThat(makings).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"300, 4000, 4000", "4000, 400, 0", "4000, 100, 300"})
    void making_beyondABound_waitsForItsReaderAndIsNotKept(int maxClip, int memory, int disk) {
        open(maxClip, memory, disk);
        MadeBytes source = made();
        SpoolReader slow = spools.join("a", source);
        TakenBytes got = new TakenBytes(slow.bytes());
        source.give(BYTES);
        until(() -> counter("clip.spool.overflows") == 1);
        until(source::waits);
        assertThat(source.ended.get()).isNull();
        assertThat(source.given.get()).isLessThan(700_000);

        SpoolReader other = spools.join("a", new MadeBytes(10, makings));
        assertThat(makings).as("no client joins what is not kept").hasValue(2);
        other.close();

        got.request(Long.MAX_VALUE);
        assertThat(got.await().bytes()).isEqualTo(source.bytes);
        slow.close();
        assertThat(spools.find("a")).isEmpty();
    }

    @Test
    void making_beyondABoundWithTwoReaders_givesBothEveryByte() {
        open(300, 4000, 4000);
        MadeBytes source = made();
        try (SpoolReader first = spools.join("a", source);
                SpoolReader second = spools.join("a", source)) {
            TakenBytes quick = taking(first.bytes());
            TakenBytes slow = new TakenBytes(second.bytes());
            source.give(BYTES);
            until(source::waits);
            assertThat(quick.size()).isLessThan(BYTES);

            slow.request(Long.MAX_VALUE);

            assertThat(quick.await().bytes()).isEqualTo(source.bytes);
            assertThat(slow.await().bytes()).isEqualTo(source.bytes);
        }
    }

    @Test
    void join_clipThatWasTooLarge_isMadeForEachClientAlone() {
        open(300, 4000, 4000);
        all(made());

        MadeBytes second = made();
        MadeBytes third = made();
        try (SpoolReader one = spools.join("a", second);
                SpoolReader two = spools.join("a", third)) {
            TakenBytes first = taking(one.bytes());
            TakenBytes other = new TakenBytes(two.bytes());
            second.give(BYTES);
            third.give(BYTES);

            assertThat(first.await().bytes()).isEqualTo(second.bytes);
            assertThat(third.ended.get()).isNull();
            assertThat(gauge("clip.spool.disk")).isZero();
            other.request(Long.MAX_VALUE);
            assertThat(other.await().bytes()).isEqualTo(third.bytes);
        }
        assertThat(counter("clip.spool.overflows")).isEqualTo(1);
    }

    @Test
    void folder_takesNoFile_fallsBackToBackPressure() {
        folder = Path.of("/proc");
        open(Place.BOTH);

        MadeBytes source = made();

        assertThat(all(source)).isEqualTo(source.bytes);
        assertThat(counter("clip.spool.overflows")).isEqualTo(1);
    }

    @Test
    void bound_ofAllTogether_evictsWhatWasNotReadForTheLongest() {
        open(4000, 0, 2600);
        for (String key : List.of("a", "b")) {
            all(key, made());
        }
        spools.find("a").orElseThrow().close();

        all("c", made());

        assertThat(spools.find("b")).isEmpty();
        Stream.of("a", "c").forEach(key -> spools.find(key).orElseThrow().close());
        assertThat(gauge("clip.spool.disk")).isLessThanOrEqualTo(2_600_000);
        assertThat(counter("clip.spool.overflows")).isZero();
    }

    @Test
    void eviction_neverTakesWhatIsRead() {
        open(4000, 0, 1300);
        MadeBytes source = made();
        all(source);
        try (SpoolReader reader = spools.join("a", source)) {
            TakenBytes got = new TakenBytes(reader.part(0, BYTES));
            got.request(1);
            until(() -> got.size() > 0);

            MadeBytes other = made();
            assertThat(all("b", other)).isEqualTo(other.bytes);

            got.request(Long.MAX_VALUE);
            assertThat(got.await().bytes()).isEqualTo(source.bytes);
        }
        assertThat(counter("clip.spool.overflows")).isEqualTo(1);
    }

    @Test
    void wholeClip_notReadForLong_isGone() {
        spools = new ClipSpools(properties(4000, 400, 4000, Duration.ofMillis(200)), meters);
        all(made());

        until(() -> gauge("clip.spool.disk") == 0 && gauge("clip.spool.memory") == 0);
        assertThat(spools.find("a")).isEmpty();
    }

    @Test
    void making_failsBeforeTheFirstByte_isTheFailureOfAll() {
        open(Place.BOTH);
        MadeBytes source = made();
        SpoolReader first = spools.join("a", source);
        SpoolReader second = spools.join("a", source);

        source.fail(new FailureException(Failure.MEDIA_UNSUPPORTED, "no"));

        for (SpoolReader reader : List.of(first, second)) {
            assertThat(catchThrowable(() -> reader.opened().block(LIMIT))).isInstanceOf(FailureException.class);
            reader.close();
        }
        MadeBytes next = made();
        assertThat(all(next)).isEqualTo(next.bytes);
    }

    @Test
    void making_failsAfterTheFirstByte_failsEveryReaderAtOnce() {
        open(Place.BOTH);
        MadeBytes source = made();
        try (SpoolReader first = spools.join("a", source);
                SpoolReader second = spools.join("a", source)) {
            TakenBytes quick = taking(first.bytes());
            TakenBytes slow = new TakenBytes(second.bytes());
            source.give(BYTES / 2);
            until(() -> quick.size() == BYTES / 2);

            source.fail(new IllegalStateException("storage"));

            assertThat(quick.await().failure.get()).hasMessage("storage");
            assertThat(slow.await().failure.get()).hasMessage("storage");
        }
    }

    @Test
    void making_whenTheLastReaderLeaves_isCancelled() {
        open(Place.BOTH);
        MadeBytes source = made();
        SpoolReader first = spools.join("a", source);
        SpoolReader second = spools.join("a", source);
        source.give(BYTES / 2);

        first.close();
        first.close();
        assertThat(source.cancelled).isFalse();
        second.close();

        until(() -> source.cancelled);
        MadeBytes next = made();
        assertThat(all(next)).isEqualTo(next.bytes);
        assertThat(makings).hasValue(2);
    }

    @Test
    void readers_thatLeaveAtAnyMoment_leaveNothing() {
        open(4000, 100, 4000);
        Random random = new Random(5);
        for (int round = 0; round < 100; round++) {
            MadeBytes source = new MadeBytes(BYTES / 4, makings);
            String key = "clip-" + round;
            List<SpoolReader> crowd =
                    Stream.generate(() -> spools.join(key, source)).limit(4).toList();
            crowd.forEach(reader -> new TakenBytes(reader.bytes()).request(1 + random.nextInt(40)));
            source.give(random.nextInt(BYTES / 3));
            Flux.fromIterable(crowd)
                    .flatMap(reader -> Mono.fromRunnable(reader::close).subscribeOn(Schedulers.boundedElastic()))
                    .blockLast(LIMIT);
        }
        // What was cancelled is gone; what was made whole is kept.
        until(() -> openSpools() <= spools.kept());
    }

    @Test
    void start_deletesWhatAKilledServerLeft() throws IOException {
        Files.writeString(folder.resolve("cliprange-left.spool"), "left");
        Path other = Files.writeString(folder.resolve("other"), "not ours");

        open(Place.BOTH);

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(other);
        }
        Files.delete(other);
    }

    @Test
    void close_failsWhatRunsAndTakesNoMore() {
        open(Place.BOTH);
        MadeBytes source = made();
        SpoolReader reader = spools.join("a", source);
        source.give(BYTES / 2);

        spools.close();

        TakenBytes got = new TakenBytes(reader.bytes());
        assertThat(got.await().failure.get()).isInstanceOf(FailureException.class);
        assertThat(catchThrowable(() -> spools.join("a", source))).isInstanceOf(FailureException.class);
        reader.close();
    }

    /** Polls often: what is waited for takes milliseconds. */
    private static void until(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(LIMIT)
                .until(condition);
    }

    private MadeBytes made() {
        return new MadeBytes(BYTES, makings);
    }

    /** A reader that takes all it can get. */
    private static TakenBytes taking(Flux<ByteBuf> bytes) {
        TakenBytes got = new TakenBytes(bytes);
        got.request(Long.MAX_VALUE);
        return got;
    }

    /** Makes a clip whole that the next client finds. */
    private byte[] all(MadeBytes source) {
        return all("a", source);
    }

    private byte[] all(String key, MadeBytes source) {
        try (SpoolReader reader = spools.join(key, source)) {
            TakenBytes got = taking(reader.bytes());
            source.give(BYTES);
            return got.await().bytes();
        }
    }

    /** A clip of {@link #BYTES} bytes may be kept there. */
    private void open(Place place) {
        open(4000, place.memory, place.disk);
    }

    private void open(int maxClip, int memory, int disk) {
        spools = new ClipSpools(properties(maxClip, memory, disk, Duration.ofMinutes(5)), meters);
    }

    private SpoolProperties properties(int maxClip, int memory, int disk, Duration kept) {
        return new SpoolProperties(size(maxClip), size(memory), size(disk), folder.toString(), kept);
    }

    private static DataSize size(int kilobytes) {
        return DataSize.ofBytes(kilobytes * 1000L);
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private double counter(String name) {
        return meters.get(name).counter().count();
    }

    private double requests(String from) {
        return meters.get("clip.spool.requests").tag("from", from).counter().count();
    }

    /** Files without a name that this JVM holds open. */
    private static long openSpools() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(file -> target(file).contains(".spool")).count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException | UncheckedIOException gone) {
            return "";
        }
    }
}
