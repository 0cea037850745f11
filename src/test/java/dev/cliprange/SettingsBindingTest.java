package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cliprange.SettingsRecords.Setting;
import dev.cliprange.memory.HeapShare;
import jakarta.validation.Validation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

/** Every setting can be set by its environment variable; unset, it has the default the code names, and that is valid. */
class SettingsBindingTest {

    /** The names that outside checks are written against. */
    private static final List<String> PROMISED = List.of(
            "CLIPRANGE_API_KEY",
            "CLIPRANGE_SOURCES_ALLOWED",
            "CLIPRANGE_FFMPEG_MAX_PROCESSES",
            "CLIPRANGE_LIMITS_REQUESTS_PER_SECOND",
            "CLIPRANGE_LIMITS_MAX_STREAMS",
            "CLIPRANGE_CDN_BASE_URL",
            "CLIPRANGE_INGEST_EVENT_PREFIXES");

    /** Without which a record cannot be at all. */
    private static final Map<String, Object> NEEDED = Map.of("CLIPRANGE_STORAGE_BUCKET", "some-bucket");

    /** Where the type alone does not say what is valid. */
    private static final Map<String, String> SPECIAL = Map.of(
            "cliprange.storage.work", "s3://other-bucket/work",
            "cliprange.storage.bucket", "another-bucket",
            "cliprange.spool.memory", "3MB",
            "cliprange.spool.disk", "5MB",
            "cliprange.clip.cached-clips", "4711");

    /** All but the one whose settings need each other and hold a map: {@code PlaybackPropertiesTest} has that. */
    static Stream<Class<?>> records() {
        return SettingsRecords.records().stream()
                .filter(record -> !record.getSimpleName().equals("PlaybackProperties"));
    }

    @Test
    void promisedNames_areSettings() {
        assertThat(SettingsRecords.settings().map(Setting::environmentName)).containsAll(PROMISED);
    }

    @ParameterizedTest
    @MethodSource("records")
    void defaults_areThoseTheCodeNames(Class<?> record) {
        Object defaults = bind(record, NEEDED);

        for (Setting setting : settingsOf(record)) {
            Object value = value(defaults, setting.component());
            if (setting.defaultValue().isPresent()) {
                assertThat(value)
                        .as(setting.name())
                        .isEqualTo(convert(setting.defaultValue().orElseThrow(), setting.component()));
            } else if (!NEEDED.containsKey(setting.environmentName())) {
                assertThat(value).as(setting.name()).isIn(null, "", List.of(), java.util.Optional.empty());
            }
        }
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            assertThat(validation.getValidator().validate(defaults)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyEnvironmentName_setToAnotherValue_isTakenOver(Class<?> record) {
        Object defaults = bind(record, NEEDED);
        var environment = new LinkedHashMap<String, Object>();
        for (Setting setting : settingsOf(record)) {
            environment.put(setting.environmentName(), other(setting, value(defaults, setting.component())));
        }

        Object bound = bind(record, environment);

        for (Setting setting : settingsOf(record)) {
            assertThat(value(bound, setting.component()))
                    .as(setting.environmentName())
                    .isNotEqualTo(value(defaults, setting.component()))
                    .isEqualTo(
                            convert(environment.get(setting.environmentName()).toString(), setting.component()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/,s3://b/c", "https://a.example/, s3://b/c"})
    void allowedSources_separatedByCommas_areAList(String value) {
        Class<?> record = records()
                .filter(it ->
                        it.getAnnotation(ConfigurationProperties.class).value().equals("cliprange.sources"))
                .findFirst()
                .orElseThrow();

        Object bound = bind(record, Map.of("CLIPRANGE_SOURCES_ALLOWED", value));

        assertThat(value(bound, record.getRecordComponents()[0])).isEqualTo(List.of("https://a.example/", "s3://b/c"));
    }

    private static List<Setting> settingsOf(Class<?> record) {
        return SettingsRecords.settings()
                .filter(setting -> setting.record() == record)
                .toList();
    }

    private static String other(Setting setting, Object value) {
        String special = SPECIAL.get(setting.name());
        if (special != null) {
            return special;
        }
        Class<?> type = setting.component().getType();
        return switch (value) {
            case Boolean flag -> String.valueOf(!flag);
            case Integer number -> String.valueOf(number + 2);
            case Duration duration -> duration.plusSeconds(1).toMillis() + "ms";
            case DataSize size -> size.toBytes() + 4096 + "B";
            case HeapShare share -> share.bytes() + 4096 + "B";
            case Enum<?> constant ->
                Arrays.stream(type.getEnumConstants())
                        .filter(it -> it != constant)
                        .findFirst()
                        .orElseThrow()
                        .toString();
            case null, default -> type == Boolean.class ? "true" : "https://other.example/";
        };
    }

    private static Object convert(String text, RecordComponent component) {
        var type = new org.springframework.core.convert.TypeDescriptor(
                org.springframework.core.ResolvableType.forType(component.getGenericType()), null, null);
        if (component.getType() == java.util.Optional.class) {
            return java.util.Optional.of(URI.create(text));
        }
        return ApplicationConversionService.getSharedInstance()
                .convert(text, org.springframework.core.convert.TypeDescriptor.valueOf(String.class), type);
    }

    private static Object bind(Class<?> record, Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        ConfigurationPropertySources.attach(environment);
        String prefix = record.getAnnotation(ConfigurationProperties.class).value();
        return Binder.get(environment).bindOrCreate(prefix, Bindable.of(record));
    }

    private static Object value(Object record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
