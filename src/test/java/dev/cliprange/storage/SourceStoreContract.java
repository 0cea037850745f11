package dev.cliprange.storage;

import static dev.cliprange.storage.StorageFixture.MAX_IN_FLIGHT_BYTES;
import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.storage.read.WholeBytes;
import dev.cliprange.testing.Plateau;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

/** What every kind of source promises. */
public abstract class SourceStoreContract {

    static final byte[] BYTES = random(3_000_001);

    abstract SourceStore store();

    /** Puts an object at the place; another call replaces it. */
    abstract Location put(String name, byte[] bytes) throws Exception;

    abstract Location missing();

    @Test
    void stat_objectThere_givesSizeAndSteadyRevision() throws Exception {
        Location location = put("stat", BYTES);

        ObjectStat first = stat(location);

        assertThat(first.sizeBytes()).isEqualTo(BYTES.length);
        assertThat(stat(location)).isEqualTo(first);
    }

    @Test
    void stat_objectReplaced_givesAnotherRevision() throws Exception {
        Location location = put("replaced", BYTES);
        ObjectStat before = stat(location);

        put("replaced", random(3_000_001, 7));

        assertThat(stat(location).revision()).isNotEqualTo(before.revision());
    }

    @Test
    void stat_objectMissing_isSourceNotFound() {
        StepVerifier.create(store().stat(missing()))
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_NOT_FOUND))
                .verify(PATIENCE);
    }

    @Test
    void read_anyRange_givesExactlyItsBytes() throws Exception {
        Location location = put("ranges", BYTES);
        String revision = stat(location).revision();
        var random = new Random(3);

        assertThat(read(location, revision, 0, BYTES.length)).isEqualTo(BYTES);
        assertThat(read(location, revision, BYTES.length - 1, 1))
                .isEqualTo(Arrays.copyOfRange(BYTES, 3_000_000, 3_000_001));
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(BYTES.length);
            int length = 1 + random.nextInt(BYTES.length - from);
            assertThat(read(location, revision, from, length))
                    .isEqualTo(Arrays.copyOfRange(BYTES, from, from + length));
        }
    }

    @Test
    void readFully_range_givesExactlyItsBytes() throws Exception {
        Location location = put("small", BYTES);

        byte[] header = store().readFully(location, stat(location).revision(), 17, 70_000)
                .block(PATIENCE);

        assertThat(header).isEqualTo(Arrays.copyOfRange(BYTES, 17, 70_017));
    }

    @Test
    void read_objectReplaced_isSourceChanged() throws Exception {
        Location location = put("changed", BYTES);
        String revision = stat(location).revision();
        put("changed", random(3_000_001, 8));

        StepVerifier.create(store().read(location, revision, 0, 10))
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_CHANGED))
                .verify(PATIENCE);
    }

    @Test
    void read_objectMissing_isSourceNotFound() {
        StepVerifier.create(store().read(missing(), "\"1\"", 0, 10))
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_NOT_FOUND))
                .verify(PATIENCE);
    }

    @Test
    void read_behindTheEnd_isSourceUnreadable() throws Exception {
        Location location = put("short", BYTES);

        StepVerifier.create(store().read(location, stat(location).revision(), BYTES.length - 5, 10))
                .thenConsumeWhile(buffer -> true, ByteBuf::release)
                .expectErrorSatisfies(failure -> is(failure, Failure.SOURCE_UNREADABLE))
                .verify(PATIENCE);
    }

    @Test
    void read_buffersKept_stopsAtTheLimitAndGoesOnAsTheyAreReleased() throws Exception {
        Location location = put("kept", BYTES);
        var kept = new ConcurrentLinkedQueue<ByteBuf>();
        var keptBytes = new AtomicLong();
        var subscriber = new BaseSubscriber<ByteBuf>() {
            @Override
            protected void hookOnNext(ByteBuf buffer) {
                keptBytes.addAndGet(buffer.readableBytes());
                kept.add(buffer);
            }
        };
        store().read(location, stat(location).revision(), 0, BYTES.length).subscribe(subscriber);

        Awaitility.await().atMost(PATIENCE).until(() -> keptBytes.get() >= MAX_IN_FLIGHT_BYTES / 4);
        assertThat(Plateau.await(keptBytes::get)).isLessThanOrEqualTo(MAX_IN_FLIGHT_BYTES);

        while (!subscriber.isDisposed()) {
            ByteBuf buffer = kept.poll();
            if (buffer == null) {
                Thread.onSpinWait();
            } else {
                buffer.release();
            }
        }
        kept.forEach(ByteBuf::release);
        assertThat(keptBytes.get()).isEqualTo(BYTES.length);
    }

    @Test
    void read_cancelledAtAnyPoint_leavesNoBufferBehind() throws Exception {
        Location location = put("cancelled", BYTES);
        String revision = stat(location).revision();

        var handedOut = new ConcurrentLinkedQueue<ByteBuf>();
        for (int buffers = 1; buffers < 30; buffers++) {
            store().read(location, revision, 0, BYTES.length)
                    .doOnNext(handedOut::add)
                    .doOnNext(ByteBuf::release)
                    .take(buffers)
                    .blockLast(PATIENCE);
        }

        assertThat(handedOut).allMatch(buffer -> buffer.refCnt() == 0);
    }

    byte[] read(Location location, String revision, long offset, int length) {
        return WholeBytes.collect(store().read(location, revision, offset, length), length)
                .block(PATIENCE);
    }

    ObjectStat stat(Location location) {
        return Objects.requireNonNull(store().stat(location).block(PATIENCE));
    }

    public static void is(Throwable failure, Failure expected) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        FailureException.class,
                        known -> assertThat(known.failure()).isEqualTo(expected));
    }

    public static byte[] random(int length) {
        return random(length, 1);
    }

    public static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
