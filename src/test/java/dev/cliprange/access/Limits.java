package dev.cliprange.access;

import dev.cliprange.access.limit.LimitProperties;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Limits as settings give them. */
public final class Limits {

    private Limits() {}

    public static LimitProperties of(Map<String, ?> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("cliprange.limits", Bindable.of(LimitProperties.class));
    }

    public static LimitProperties trusting(int proxies) {
        return of(Map.of("cliprange.limits.trusted-proxies", proxies));
    }
}
