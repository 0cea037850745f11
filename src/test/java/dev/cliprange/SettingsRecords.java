package dev.cliprange;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** Everything that may be set, as the code has it. */
final class SettingsRecords {

    private SettingsRecords() {}

    /** One component of a record of settings. */
    record Setting(Class<?> record, RecordComponent component) {

        String name() {
            String prefix = record.getAnnotation(ConfigurationProperties.class).value();
            String last = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            return prefix + "." + last;
        }

        String environmentName() {
            return SettingsRecords.environmentName(name());
        }

        /** As it is written in the code; empty where nothing is set unless somebody sets it. */
        Optional<String> defaultValue() {
            return Optional.ofNullable(parameterAnnotation())
                    .map(value -> String.join(",", value.value()))
                    .filter(value -> !value.isEmpty());
        }

        private DefaultValue parameterAnnotation() {
            var parameters = record.getDeclaredConstructors()[0].getParameters();
            return Arrays.stream(parameters)
                    .filter(parameter -> parameter.getName().equals(component.getName()))
                    .findFirst()
                    .orElseThrow()
                    .getAnnotation(DefaultValue.class);
        }
    }

    static String environmentName(String name) {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    static List<Class<?>> records() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("dev.cliprange").stream()
                .<Class<?>>map(bean -> load(bean.getBeanClassName()))
                .filter(Class::isRecord)
                .toList();
    }

    static Stream<Setting> settings() {
        return records().stream()
                .flatMap(record ->
                        Arrays.stream(record.getRecordComponents()).map(component -> new Setting(record, component)));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
