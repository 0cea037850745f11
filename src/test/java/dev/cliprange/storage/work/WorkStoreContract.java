package dev.cliprange.storage.work;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cliprange.failure.Failure;
import dev.cliprange.storage.SourceStoreContract;
import dev.cliprange.storage.read.WholeBytes;
import dev.cliprange.testing.NettyLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The contract of every work storage. */
@ExtendWith(NettyLeaks.class)
public abstract class WorkStoreContract {

    private static final byte[] PAGE = SourceStoreContract.random(100_000);

    private static final int BUFFER_BYTES = 65_536;
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final int PART_BYTES = PartSize.SMALLEST_BYTES;

    abstract WorkStore store();

    /** Names of what is written but not an object yet: temporary files, multipart uploads. */
    abstract List<String> unfinished() throws Exception;

    @Test
    void get_afterPut_givesTheBytes() {
        put("index/a/1", PAGE);

        assertThat(store().get("index/a/1").block(PATIENCE)).isEqualTo(PAGE);
    }

    @Test
    void sizeBytes_afterPut_isThatOfTheBytes() {
        put("index/size/1", PAGE);
        put("index/size/0", new byte[0]);

        assertThat(store().sizeBytes("index/size/1").block(PATIENCE)).isEqualTo(PAGE.length);
        assertThat(store().sizeBytes("index/size/0").block(PATIENCE)).isZero();
    }

    @Test
    void sizeBytes_nothingThere_isEmpty() {
        StepVerifier.create(store().sizeBytes("index/none")).expectComplete().verify(PATIENCE);
        StepVerifier.create(store().sizeBytes("none/index")).expectComplete().verify(PATIENCE);
    }

    @Test
    void get_nothingThere_isEmpty() {
        StepVerifier.create(store().get("index/none")).expectComplete().verify(PATIENCE);
    }

    @Test
    void put_again_replaces() {
        put("index/b/1", PAGE);
        put("index/b/1", new byte[] {1, 2, 3});

        assertThat(store().get("index/b/1").block(PATIENCE)).containsExactly(1, 2, 3);
    }

    @Test
    void put_manyAtOnceToOneKey_isNeverSeenHalfWritten() {
        put("index/c/1", filled(0));
        Mono<Void> writes = Flux.range(0, 40)
                .flatMap(i -> store().put("index/c/1", filled(i)), 8)
                .then();

        Flux.range(0, 40)
                .concatMap(i -> store().get("index/c/1"))
                .doOnNext(seen -> assertThat(seen).isEqualTo(filled(seen[0])))
                .then()
                .and(writes)
                .block(PATIENCE);
    }

    @Test
    void read_range_givesExactlyItsBytes() {
        put("boundary/1", PAGE);

        assertThat(WholeBytes.collect(store().read("boundary/1", 1_000, 50_000), 50_000)
                        .block(PATIENCE))
                .isEqualTo(Arrays.copyOfRange(PAGE, 1_000, 51_000));
    }

    @Test
    void read_nothingThere_isSourceNotFound() {
        StepVerifier.create(store().read("boundary/none", 0, 10))
                .expectErrorSatisfies(failure -> SourceStoreContract.is(failure, Failure.SOURCE_NOT_FOUND))
                .verify(PATIENCE);
    }

    @Test
    void deleteTree_deletesWhatIsBelowAndNothingBeside() {
        for (int i = 0; i < 12; i++) {
            put("tree/x/" + i, PAGE);
        }
        put("tree/x/deep/er", PAGE);
        put("tree/xy", PAGE);

        store().deleteTree("tree/x").block(PATIENCE);
        store().deleteTree("tree/never-there").block(PATIENCE);

        assertThat(store().get("tree/x/3").blockOptional(PATIENCE)).isEmpty();
        assertThat(store().get("tree/x/deep/er").blockOptional(PATIENCE)).isEmpty();
        assertThat(store().get("tree/xy").block(PATIENCE)).isEqualTo(PAGE);
    }

    @Test
    void deleteTree_afterACancelAtAnyMoment_leavesNothing() throws Exception {
        byte[] bytes = SourceStoreContract.random(PART_BYTES + 100_000);
        for (int buffers = 0; buffers <= 258; buffers += 43) {
            var left = new CountDownLatch(buffers);
            Disposable running = store().putUpTo(
                            "late/x/" + buffers, buffers(bytes).doOnNext(buffer -> left.countDown()), 2L * bytes.length)
                    .subscribe();
            Disposable small = store().put("late/x/small", PAGE).subscribe();
            assertThat(left.await(PATIENT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            running.dispose();
            small.dispose();

            store().deleteTree("late/x").block(PATIENT);

            assertThat(keys("late/x")).isEmpty();
        }
        await().atMost(PATIENT).until(() -> unfinished().isEmpty());
        assertThat(keys("late/x")).isEmpty();
    }

    @Test
    void delete_deletesOneObject() {
        put("one/a", PAGE);
        put("one/a2", PAGE);

        store().delete("one/a").block(PATIENCE);
        store().delete("one/a").block(PATIENCE);
        store().delete("never/there").block(PATIENCE);

        assertThat(keys("one")).containsExactly("one/a2");
    }

    @Test
    void list_givesTheObjectsBelow_withSizeAndTime() {
        Instant before = Instant.now().minusSeconds(60);
        for (int i = 0; i < 12; i++) {
            put("list/x/" + i, PAGE);
        }
        put("list/x/deep/er", new byte[] {1});
        put("list/xy", PAGE);

        List<WorkObject> objects =
                store().list("list/x").collectList().blockOptional(PATIENCE).orElseThrow();

        assertThat(objects).hasSize(13).allMatch(object -> object.modifiedAt().isAfter(before));
        assertThat(objects)
                .filteredOn(object -> object.key().equals("list/x/deep/er"))
                .singleElement()
                .satisfies(object -> assertThat(object.sizeBytes()).isOne());
        assertThat(objects)
                .filteredOn(object -> object.key().equals("list/x/11"))
                .singleElement()
                .satisfies(object -> assertThat(object.sizeBytes()).isEqualTo(PAGE.length));
        assertThat(keys("list/never-there")).isEmpty();
    }

    /** As a killed instance leaves it. */
    @Test
    void deleteUnfinished_deletesWritesThatBeganBefore() throws Exception {
        var reached = new CountDownLatch(1);
        Flux<ByteBuf> source = buffers(SourceStoreContract.random(PART_BYTES + 1))
                .concatWith(Flux.<ByteBuf>never().doOnSubscribe(subscription -> reached.countDown()));
        Disposable running =
                store().put("stream/unfinished", source, 3L * PART_BYTES).subscribe();
        assertThat(reached.await(PATIENT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(unfinished()).hasSize(1);

        Instant later = Instant.now().plusSeconds(3_600);
        assertThat(store().deleteUnfinished(Instant.EPOCH).collectList().block(PATIENT))
                .isEmpty();
        assertThat(store().unfinished(later).collectList().block(PATIENT)).hasSize(1);
        assertThat(unfinished()).hasSize(1);
        assertThat(store().deleteUnfinished(later).collectList().block(PATIENT)).hasSize(1);

        assertThat(unfinished()).isEmpty();
        running.dispose();
        assertThat(store().get("stream/unfinished").blockOptional(PATIENCE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 70_000})
    void put_asItArrives_givesTheBytes(int lengthBytes) throws Exception {
        byte[] bytes = SourceStoreContract.random(lengthBytes);

        store().put("stream/a", buffers(bytes), lengthBytes).block(PATIENT);

        assertThat(store().get("stream/a").block(PATIENT)).isEqualTo(bytes);
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000, 16 << 20, (16 << 20) + 1, 40_000_000})
    void putUpTo_anyLength_givesTheBytesAndTheirNumber(int lengthBytes) throws Exception {
        byte[] bytes = SourceStoreContract.random(lengthBytes);

        assertThat(store().putUpTo("stream/u", buffers(bytes), 50_000_000).block(PATIENT))
                .isEqualTo(lengthBytes);

        assertThat(store().sizeBytes("stream/u").block(PATIENCE)).isEqualTo(lengthBytes);
        assertThat(store().get("stream/u").block(PATIENT)).isEqualTo(bytes);
    }

    @Test
    void putUpTo_moreBytes_failsAndKeepsWhatWasThere() throws Exception {
        put("stream/v", PAGE);

        StepVerifier.create(store().putUpTo("stream/v", buffers(SourceStoreContract.random(20_000_001)), 20_000_000))
                .expectError(WrongLengthException.class)
                .verify(PATIENT);

        assertThat(store().get("stream/v").block(PATIENCE)).isEqualTo(PAGE);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void putUpTo_sourceThatFails_failsAsItAndKeepsWhatWasThere() throws Exception {
        put("stream/w", PAGE);
        Flux<ByteBuf> source = buffers(SourceStoreContract.random(20_000_000))
                .concatWith(Flux.error(new IllegalStateException("broken")));

        StepVerifier.create(store().putUpTo("stream/w", source, 50_000_000))
                .expectErrorMessage("broken")
                .verify(PATIENT);

        assertThat(store().get("stream/w").block(PATIENCE)).isEqualTo(PAGE);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void put_oneBufferOfSeveralParts_givesTheBytes() {
        byte[] bytes = SourceStoreContract.random(2 * PART_BYTES + 5);

        store().put("stream/b", Flux.just(Unpooled.wrappedBuffer(bytes)), bytes.length)
                .block(PATIENT);

        assertThat(store().get("stream/b").block(PATIENT)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"10, 9", "10, 11", "0, 1", "1, 0", "40000000, 39999999", "40000000, 40000001"})
    void put_ofAnotherLength_failsAndKeepsWhatWasThere(int announcedBytes, int sentBytes) throws Exception {
        put("stream/c", PAGE);

        StepVerifier.create(store().put("stream/c", buffers(SourceStoreContract.random(sentBytes)), announcedBytes))
                .expectError(WrongLengthException.class)
                .verify(PATIENT);

        assertThat(store().get("stream/c").block(PATIENCE)).isEqualTo(PAGE);
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 3 * PART_BYTES})
    void put_sourceThatFails_failsAsItAndKeepsWhatWasThere(int announcedBytes) throws Exception {
        put("stream/d", PAGE);
        var broken = new IOException("the client went away");
        Flux<ByteBuf> source =
                buffers(SourceStoreContract.random(announcedBytes / 2)).concatWith(Flux.error(broken));

        StepVerifier.create(store().put("stream/d", source, announcedBytes))
                .expectErrorMatches(failure -> failure == broken)
                .verify(PATIENT);

        assertThat(store().get("stream/d").block(PATIENCE)).isEqualTo(PAGE);
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 3 * PART_BYTES})
    void put_cancelledInTheMiddle_leavesNothing(int announcedBytes) throws Exception {
        put("stream/e", PAGE);
        var reached = new CountDownLatch(1);
        Flux<ByteBuf> source = buffers(SourceStoreContract.random(announcedBytes / 2))
                .concatWith(Flux.<ByteBuf>never().doOnSubscribe(subscription -> reached.countDown()));

        Disposable running = store().put("stream/e", source, announcedBytes).subscribe();
        assertThat(reached.await(PATIENT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        running.dispose();

        await().atMost(PATIENT).until(() -> unfinished().isEmpty());
        assertThat(store().get("stream/e").block(PATIENCE)).isEqualTo(PAGE);
    }

    @Test
    void put_cancelledAtAnyMoment_leavesNothing() throws Exception {
        byte[] bytes = SourceStoreContract.random(PART_BYTES + 100_000);
        for (int buffers = 0; buffers <= 257; buffers += 64) {
            var left = new CountDownLatch(buffers);
            Disposable running = store().put(
                            "stream/f", buffers(bytes).doOnNext(buffer -> left.countDown()), bytes.length)
                    .subscribe();
            assertThat(left.await(PATIENT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            running.dispose();
        }

        await().atMost(PATIENT).until(() -> unfinished().isEmpty());
    }

    @Test
    void put_streamsAtOnceToOneKey_oneOfThemIsThere() throws Exception {
        List<byte[]> all = List.of(
                SourceStoreContract.random(PART_BYTES + 1),
                SourceStoreContract.random(PART_BYTES + 2),
                SourceStoreContract.random(500));

        Flux.fromIterable(all)
                .flatMap(bytes -> store().put("stream/g", buffers(bytes), bytes.length))
                .blockLast(PATIENT);

        byte[] seen = store().get("stream/g").block(PATIENT);
        assertThat(all).anyMatch(bytes -> Arrays.equals(bytes, seen));
        assertThat(unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, (5L << 40) + 1})
    void put_lengthThatNoObjectHas_isRefused(long lengthBytes) {
        assertThatThrownBy(() -> store().put("stream/h", Flux.empty(), lengthBytes))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void put_largeArray_isRefused() {
        byte[] bytes = new byte[WorkStore.LARGEST_IN_MEMORY_BYTES + 1];

        assertThatThrownBy(() -> put("stream/i", bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void source_itsObjects_areInOneTree() {
        UUID id = UUID.randomUUID();
        SourceWork source = store().of(id);
        source.put(SourceWork.Part.EDGES, "v/1", PAGE).block(PATIENCE);
        source.put(SourceWork.Part.INDEX, "p", buffers(PAGE), PAGE.length).block(PATIENCE);

        assertThat(store().get("sources/" + id + "/edges/v/1").block(PATIENCE)).isEqualTo(PAGE);
        assertThat(store().get(source.key(SourceWork.Part.INDEX, "p")).block(PATIENCE))
                .isEqualTo(PAGE);
        assertThat(source.sizeBytes(SourceWork.Part.EDGES, "v/1").block(PATIENCE))
                .isEqualTo(PAGE.length);
    }

    @Test
    void source_objectsOfAnEarlierRelease_areFoundUntilNewOnesTakeTheirPlace() {
        UUID id = UUID.randomUUID();
        SourceWork source = store().of(id);
        put("boundary/" + id + "/v/1", PAGE);

        assertThat(source.sizeBytes(SourceWork.Part.EDGES, "v/1").block(PATIENCE))
                .isEqualTo(PAGE.length);
        assertThat(source.get(SourceWork.Part.EDGES, "v/1").block(PATIENCE)).isEqualTo(PAGE);
        source.put(SourceWork.Part.EDGES, "v/1", new byte[] {1}).block(PATIENCE);
        assertThat(source.get(SourceWork.Part.EDGES, "v/1").block(PATIENCE)).containsExactly(1);
        StepVerifier.create(source.get(SourceWork.Part.EDGES, "v/2"))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void source_deleted_leavesNothingUnderAnyKey() {
        UUID id = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        List<String> keys = List.of("index/%s/d/pages", "boundary/%s/v/1", "sources/%s/edges/v/1", "sources/%s/next/x");
        for (String key : keys) {
            put(key.formatted(id), PAGE);
            put(key.formatted(other), PAGE);
        }

        store().of(id).deleteAll().block(PATIENCE);

        for (String key : keys) {
            assertThat(store().get(key.formatted(id)).blockOptional(PATIENCE)).isEmpty();
            assertThat(store().get(key.formatted(other)).blockOptional(PATIENCE))
                    .isPresent();
        }
    }

    @Test
    void check_usableStorage_completes() {
        StepVerifier.create(store().check()).expectComplete().verify(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", ".hidden", "a b", "a\\b", "ü"})
    void put_keyOutsideTheRule_isRefused(String key) {
        assertThatThrownBy(() -> store().put(key, PAGE)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> keys(String tree) {
        return store().list(tree)
                .map(WorkObject::key)
                .collectList()
                .blockOptional(PATIENT)
                .orElseThrow();
    }

    private void put(String key, byte[] bytes) {
        store().put(key, bytes).block(PATIENCE);
    }

    /** Pooled buffers of 64 kB, made when they are requested, so that a leak of one is found. */
    private static Flux<ByteBuf> buffers(byte[] bytes) {
        return Flux.range(0, Math.ceilDiv(bytes.length, BUFFER_BYTES)).map(i -> {
            int offset = i * BUFFER_BYTES;
            int length = Math.min(BUFFER_BYTES, bytes.length - offset);
            return ByteBufAllocator.DEFAULT.buffer(length).writeBytes(bytes, offset, length);
        });
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[70_000];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
