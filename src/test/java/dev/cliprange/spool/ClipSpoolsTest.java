package dev.cliprange.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.testing.NettyLeaks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicInteger makings = new AtomicInteger();
    private ClipSpools spools;

    @AfterEach
    void nothingIsLeft() throws IOException {
        spools.close();
        await().atMost(LIMIT).until(() -> gauge("clip.spool.memory") == 0 && gauge("clip.spool.disk") == 0);
        await().atMost(LIMIT).until(() -> openSpools() == 0);
        if (!folder.toString().equals("/proc")) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
    }

    /** Sizes in kB: in memory alone, in both, in the file alone. */
    @ParameterizedTest
    @CsvSource({"16000, 0", "400, 4000", "0, 4000"})
    void join_whileItIsMade_givesAllTheSameBytesOfOneMaking(int memory, int disk) {
        open(4000, memory, disk);
        MadeBytes source = new MadeBytes(BYTES, makings);

        SpoolReader first = spools.join("a", source);
        SpoolReader second = spools.join("a", source);
        source.give(BYTES / 2);
        SpoolReader third = spools.join("a", source);
        List<TakenBytes> got = Stream.of(first, second, third)
                .map(reader -> new TakenBytes(reader.bytes()))
                .toList();
        got.forEach(reader -> reader.request(Long.MAX_VALUE));
        source.give(BYTES);

        got.forEach(reader -> assertThat(reader.await().bytes()).isEqualTo(source.bytes));
        assertThat(makings).hasValue(1);
        assertThat(requests("made")).isEqualTo(1);
        assertThat(requests("running")).isEqualTo(2);
        Stream.of(first, second, third).forEach(SpoolReader::close);
    }

    @ParameterizedTest
    @CsvSource({"16000, 0", "400, 4000", "0, 4000"})
    void making_withAReaderThatTakesNothing_endsAndIsReadLater(int memory, int disk) {
        open(4000, memory, disk);
        MadeBytes source = new MadeBytes(BYTES, makings);
        SpoolReader slow = spools.join("a", source);
        TakenBytes got = new TakenBytes(slow.bytes());

        source.give(BYTES);
        await().atMost(LIMIT).until(() -> source.ended.get() != null);
        assertThat(got.size()).isZero();

        got.request(1);
        await().atMost(LIMIT).until(() -> got.size() > 0);
        assertThat(got.size()).isLessThanOrEqualTo(SpoolReader.PIECE_BYTES);
        got.request(Long.MAX_VALUE);
        assertThat(got.await().bytes()).isEqualTo(source.bytes);
        slow.close();
    }

    @Test
    void join_madeWhole_isKeptWithLengthAndDigestAndReadInParts() throws Exception {
        open(4000, 400, 4000);
        MadeBytes source = new MadeBytes(BYTES, makings);
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
                TakenBytes got = new TakenBytes(reader.part(from, count));
                got.request(Long.MAX_VALUE);
                assertThat(got.await().bytes()).isEqualTo(Arrays.copyOfRange(source.bytes, from, from + count));
            }
        }
        assertThat(makings).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"300, 4000, 4000", "4000, 400, 0", "4000, 100, 300"})
    void making_beyondABound_waitsForItsReaderAndIsNotKept(int maxClip, int memory, int disk) {
        open(maxClip, memory, disk);
        MadeBytes source = new MadeBytes(BYTES, makings);
        SpoolReader slow = spools.join("a", source);
        TakenBytes got = new TakenBytes(slow.bytes());
        source.give(BYTES);
        await().atMost(LIMIT).until(() -> counter("clip.spool.overflows") == 1);
        await().atMost(LIMIT).until(source::waits);
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
        MadeBytes source = new MadeBytes(BYTES, makings);
        try (SpoolReader first = spools.join("a", source);
                SpoolReader second = spools.join("a", source)) {
            TakenBytes quick = new TakenBytes(first.bytes());
            TakenBytes slow = new TakenBytes(second.bytes());
            quick.request(Long.MAX_VALUE);
            source.give(BYTES);
            await().atMost(LIMIT).until(source::waits);
            assertThat(quick.size()).isLessThan(BYTES);

            slow.request(Long.MAX_VALUE);

            assertThat(quick.await().bytes()).isEqualTo(source.bytes);
            assertThat(slow.await().bytes()).isEqualTo(source.bytes);
        }
    }

    @Test
    void join_clipThatWasTooLarge_isMadeForEachClientAlone() {
        open(300, 4000, 4000);
        all(new MadeBytes(BYTES, makings));

        MadeBytes second = new MadeBytes(BYTES, makings);
        MadeBytes third = new MadeBytes(BYTES, makings);
        try (SpoolReader one = spools.join("a", second);
                SpoolReader two = spools.join("a", third)) {
            TakenBytes first = new TakenBytes(one.bytes());
            TakenBytes other = new TakenBytes(two.bytes());
            first.request(Long.MAX_VALUE);
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
        open(4000, 400, 4000);

        MadeBytes source = new MadeBytes(BYTES, makings);

        assertThat(all(source)).isEqualTo(source.bytes);
        assertThat(counter("clip.spool.overflows")).isEqualTo(1);
    }

    @Test
    void bound_ofAllTogether_evictsWhatWasNotReadForTheLongest() {
        open(4000, 0, 2600);
        for (String key : List.of("a", "b")) {
            all(key, new MadeBytes(BYTES, makings));
        }
        spools.find("a").orElseThrow().close();

        all("c", new MadeBytes(BYTES, makings));

        assertThat(spools.find("b")).isEmpty();
        Stream.of("a", "c").forEach(key -> spools.find(key).orElseThrow().close());
        assertThat(gauge("clip.spool.disk")).isLessThanOrEqualTo(2_600_000);
        assertThat(counter("clip.spool.overflows")).isZero();
    }

    @Test
    void eviction_neverTakesWhatIsRead() {
        open(4000, 0, 1300);
        MadeBytes source = new MadeBytes(BYTES, makings);
        all(source);
        try (SpoolReader reader = spools.join("a", source)) {
            TakenBytes got = new TakenBytes(reader.part(0, BYTES));
            got.request(1);
            await().atMost(LIMIT).until(() -> got.size() > 0);

            MadeBytes other = new MadeBytes(BYTES, makings);
            assertThat(all("b", other)).isEqualTo(other.bytes);

            got.request(Long.MAX_VALUE);
            assertThat(got.await().bytes()).isEqualTo(source.bytes);
        }
        assertThat(counter("clip.spool.overflows")).isEqualTo(1);
    }

    @Test
    void wholeClip_notReadForLong_isGone() {
        spools = new ClipSpools(properties(4000, 400, 4000, Duration.ofMillis(200)), meters);
        all(new MadeBytes(BYTES, makings));

        await().atMost(LIMIT).until(() -> gauge("clip.spool.disk") == 0 && gauge("clip.spool.memory") == 0);
        assertThat(spools.find("a")).isEmpty();
    }

    @Test
    void making_failsBeforeTheFirstByte_isTheFailureOfAll() {
        open(4000, 400, 4000);
        MadeBytes source = new MadeBytes(BYTES, makings);
        SpoolReader first = spools.join("a", source);
        SpoolReader second = spools.join("a", source);

        source.fail(new FailureException(Failure.MEDIA_UNSUPPORTED, "no"));

        for (SpoolReader reader : List.of(first, second)) {
            assertThat(catchThrowable(() -> reader.opened().block(LIMIT))).isInstanceOf(FailureException.class);
            reader.close();
        }
        MadeBytes next = new MadeBytes(BYTES, makings);
        assertThat(all(next)).isEqualTo(next.bytes);
    }

    @Test
    void making_failsAfterTheFirstByte_failsEveryReaderAtOnce() {
        open(4000, 400, 4000);
        MadeBytes source = new MadeBytes(BYTES, makings);
        try (SpoolReader first = spools.join("a", source);
                SpoolReader second = spools.join("a", source)) {
            TakenBytes quick = new TakenBytes(first.bytes());
            TakenBytes slow = new TakenBytes(second.bytes());
            quick.request(Long.MAX_VALUE);
            source.give(BYTES / 2);
            await().atMost(LIMIT).until(() -> quick.size() == BYTES / 2);

            source.fail(new IllegalStateException("storage"));

            assertThat(quick.await().failure.get()).hasMessage("storage");
            assertThat(slow.await().failure.get()).hasMessage("storage");
        }
    }

    @Test
    void making_whenTheLastReaderLeaves_isCancelled() {
        open(4000, 400, 4000);
        MadeBytes source = new MadeBytes(BYTES, makings);
        SpoolReader first = spools.join("a", source);
        SpoolReader second = spools.join("a", source);
        source.give(BYTES / 2);

        first.close();
        first.close();
        assertThat(source.cancelled).isFalse();
        second.close();

        await().atMost(LIMIT).until(() -> source.cancelled);
        MadeBytes next = new MadeBytes(BYTES, makings);
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
        await().atMost(LIMIT).until(() -> openSpools() <= spools.kept());
    }

    @Test
    void start_deletesWhatAKilledServerLeft() throws IOException {
        Files.writeString(folder.resolve("cliprange-left.spool"), "left");
        Path other = Files.writeString(folder.resolve("other"), "not ours");

        open(4000, 400, 4000);

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(other);
        }
        Files.delete(other);
    }

    @Test
    void close_failsWhatRunsAndTakesNoMore() {
        open(4000, 400, 4000);
        MadeBytes source = new MadeBytes(BYTES, makings);
        SpoolReader reader = spools.join("a", source);
        source.give(BYTES / 2);

        spools.close();

        TakenBytes got = new TakenBytes(reader.bytes());
        assertThat(got.await().failure.get()).isInstanceOf(FailureException.class);
        assertThat(catchThrowable(() -> spools.join("a", source))).isInstanceOf(FailureException.class);
        reader.close();
    }

    private byte[] all(MadeBytes source) {
        return all("a", source);
    }

    private byte[] all(String key, MadeBytes source) {
        try (SpoolReader reader = spools.join(key, source)) {
            TakenBytes got = new TakenBytes(reader.bytes());
            got.request(Long.MAX_VALUE);
            source.give(BYTES);
            return got.await().bytes();
        }
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
