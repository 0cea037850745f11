package dev.cliprange.precise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.memory.HeapShare;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Mono;

/** The heap of encoded frames. */
class PreciseMemoryTest {

    private final PreciseProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("cliprange.precise", Bindable.of(PreciseProperties.class));
    private final PreciseMemory memory = new PreciseMemory(properties);

    @Test
    void parts_ofAllKinds_areTheShareForEncodings() {
        long share = HeapShare.valueOf(HeapShare.ENCODING).bytes();

        long sum = properties.workBytes() + properties.inUseBytes();

        assertThat(sum).isLessThanOrEqualTo(share).isGreaterThan(share - 10);
        assertThat(memory.mostLoadedBytes()).isEqualTo(properties.heapBytes());
    }

    @Test
    void loading_holdsWhatItsSizeNeeds_andTheLargestHoldsAll() {
        assertThat(used(1_000)).isEqualTo(3_000);
        assertThat(used(memory.mostLoadedBytes())).isEqualTo(properties.workBytes());
        assertThat(memory.usedBytes()).isZero();
    }

    private Long used(long bytes) {
        return memory.loading(bytes, () -> Mono.fromSupplier(memory::usedBytes)).block(Duration.ofSeconds(10));
    }
}
