package dev.cliprange.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.EmptyLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.source.IndexGeneration;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceMedia;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Mono;

class ByteLayoutsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ByteLayouts layouts = new ByteLayouts(new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("cliprange.delivery", StreamProperties.class));
    private final ReadySource source = source();
    private final AtomicInteger plans = new AtomicInteger();
    private final Supplier<Mono<ByteLayout>> plan = () -> Mono.fromSupplier(() -> {
        plans.incrementAndGet();
        return EmptyLayout.of(8);
    });

    private static ReadySource source() {
        return new ReadySource(
                UUID.randomUUID(),
                "s3://media/game.mp4",
                1_000_000,
                "revision",
                600_000_000,
                new SourceMedia("mp4", null, List.of(), List.of(), null),
                true,
                IndexGeneration.BASELINE);
    }

    @Test
    void get_sameVersionTwice_plansOnce() {
        TaggedLayout first =
                layouts.get(source, "version", plan).blockOptional(LIMIT).orElseThrow();
        TaggedLayout second =
                layouts.get(source, "version", plan).blockOptional(LIMIT).orElseThrow();

        assertThat(first.tag()).isEqualTo("version");
        assertThat(second.layout()).isSameAs(first.layout());
        assertThat(plans).hasValue(1);
    }

    @Test
    void get_otherVersionOrOtherSource_plansAgain() {
        layouts.get(source, "version", plan).block(LIMIT);
        layouts.get(source, "poster", plan).block(LIMIT);
        layouts.get(source(), "version", plan).block(LIMIT);

        assertThat(plans).hasValue(3);
    }

    @Test
    void get_afterAFailedPlan_plansAgain() {
        assertThatThrownBy(() -> layouts.get(source, "version", () -> Mono.error(new IllegalStateException("no index")))
                        .block(LIMIT))
                .hasMessage("no index");

        assertThat(layouts.get(source, "version", plan).blockOptional(LIMIT)).isPresent();
    }
}
