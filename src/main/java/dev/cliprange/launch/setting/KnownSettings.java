package dev.cliprange.launch.setting;

import dev.cliprange.launch.setting.Setting.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * All settings: the components of the records of settings, and those that the packaged {@code application.yaml} passes on
 * to Spring Boot.
 *
 * @param settings in the order of their names
 */
public record KnownSettings(List<Setting> settings) {

    /** The prefix of the names that belong to Cliprange. */
    static final String PREFIX = "cliprange.";

    private static final String PACKAGE = "dev.cliprange";
    private static final List<String> OF_SPRING = List.of("server.port", "management.server.port");

    public KnownSettings {
        settings = settings.stream()
                .sorted(Comparator.comparing((Setting setting) -> setting.name().startsWith(PREFIX))
                        .thenComparing(Setting::name))
                .toList();
    }

    /** @param records the records that are annotated as {@link ConfigurationProperties}; others are ignored */
    static KnownSettings of(Collection<Class<?>> records) {
        return new KnownSettings(Stream.concat(
                        ofPackagedFile(),
                        records.stream().filter(Class::isRecord).flatMap(KnownSettings::ofRecord))
                .toList());
    }

    /** Looks for the records among all classes, which takes part of a second. */
    public static KnownSettings scan() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return of(scanner.findCandidateComponents(PACKAGE).stream()
                .map(BeanDefinition::getBeanClassName)
                .flatMap(Stream::ofNullable)
                .<Class<?>>map(name -> ClassUtils.resolveClassName(name, KnownSettings.class.getClassLoader()))
                .toList());
    }

    /** Returns whether a name in an argument or a file sets something, written in any form that Spring Boot reads. */
    boolean contains(String name) {
        ConfigurationPropertyName read = ConfigurationPropertyName.adapt(name, '.');
        return settings.stream().anyMatch(setting -> {
            ConfigurationPropertyName known = ConfigurationPropertyName.of(setting.name());
            return switch (setting.shape()) {
                case VALUE -> known.equals(read);
                case LIST, MAP -> known.equals(read) || known.isAncestorOf(read);
            };
        });
    }

    /** Returns whether an environment variable sets something. */
    boolean containsVariable(String variable) {
        String upper = variable.toUpperCase(Locale.ROOT);
        return settings.stream()
                .anyMatch(setting -> setting.variables().stream().anyMatch(known -> switch (setting.shape()) {
                    case VALUE -> upper.equals(known);
                    case LIST -> upper.matches(known + "(_[0-9]+)?");
                    case MAP -> upper.startsWith(known + "_");
                }));
    }

    private static Stream<Setting> ofPackagedFile() {
        try {
            return new YamlPropertySourceLoader()
                    .load("packaged", new ClassPathResource("application.yaml")).stream()
                            .filter(EnumerablePropertySource.class::isInstance)
                            .flatMap(source -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames())
                                    .filter(name -> name.startsWith(PREFIX) || OF_SPRING.contains(name))
                                    .map(name -> new Setting(
                                            name,
                                            Optional.ofNullable(source.getProperty(name))
                                                    .map(Object::toString)
                                                    .orElse(""),
                                            Shape.VALUE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Setting> ofRecord(Class<?> record) {
        return Optional.ofNullable(record.getAnnotation(ConfigurationProperties.class)).stream()
                .filter(settings -> (settings.value() + ".").startsWith(PREFIX))
                .flatMap(settings -> Arrays.stream(record.getDeclaredConstructors()[0].getParameters())
                        .map(parameter -> setting(settings.value(), parameter)));
    }

    private static Setting setting(String prefix, Parameter parameter) {
        String last = parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        String defaultValue = Optional.ofNullable(parameter.getAnnotation(DefaultValue.class))
                .map(value -> String.join(",", value.value()))
                .orElse("");
        return new Setting(prefix + "." + last, defaultValue, shape(parameter.getType()));
    }

    private static Shape shape(Class<?> type) {
        if (Map.class.isAssignableFrom(type)) {
            return Shape.MAP;
        }
        return Collection.class.isAssignableFrom(type) || type.isArray() ? Shape.LIST : Shape.VALUE;
    }
}
