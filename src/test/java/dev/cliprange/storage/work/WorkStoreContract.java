package dev.cliprange.storage.work;

import static dev.cliprange.storage.StorageFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.Failure;
import dev.cliprange.storage.SourceStoreContract;
import dev.cliprange.storage.read.WholeBytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What every work storage promises. */
public abstract class WorkStoreContract {

    private static final byte[] PAGE = SourceStoreContract.random(100_000);

    abstract WorkStore store();

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
    void check_usableStorage_completes() {
        StepVerifier.create(store().check()).expectComplete().verify(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", ".hidden", "a b", "a\\b", "ü"})
    void put_keyOutsideTheRule_isRefused(String key) {
        assertThatThrownBy(() -> store().put(key, PAGE)).isInstanceOf(IllegalArgumentException.class);
    }

    private void put(String key, byte[] bytes) {
        store().put(key, bytes).block(PATIENCE);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[70_000];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
