package dev.cliprange.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.clip.ClipUrls.CdnProperties;
import dev.cliprange.storage.client.StorageProperties;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

/** Which instances serve the studio. */
class StudioSwitchTest {

    private final ReactiveWebApplicationContextRunner instance = new ReactiveWebApplicationContextRunner()
            .withBean(StudioPolicy.class, StudioSwitchTest::policy)
            .withUserConfiguration(StudioHandler.class);

    @ParameterizedTest
    @ValueSource(strings = {"cliprange.role=worker", "cliprange.role=WORKER", "cliprange.studio.enabled=false"})
    void studio_ofAWorkerAndSwitchedOff_isNotServed(String setting) {
        instance.withPropertyValues(setting).run(context -> assertThat(context).doesNotHaveBean(StudioHandler.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cliprange.role=origin", "cliprange.role=all", "cliprange.studio.enabled=true"})
    void studio_ofOtherInstances_isServed(String setting) {
        instance.withPropertyValues(setting).run(context -> assertThat(context).hasSingleBean(StudioHandler.class));
    }

    @Test
    void studio_withoutSettings_isServed() {
        instance.run(context -> assertThat(context).hasSingleBean(StudioHandler.class));
    }

    private static StudioPolicy policy() {
        var storage = new Binder(new MapConfigurationPropertySource(Map.of("bucket", "films")))
                .bindOrCreate("", StorageProperties.class);
        return new StudioPolicy(new CdnProperties(Optional.empty(), 4), storage);
    }
}
