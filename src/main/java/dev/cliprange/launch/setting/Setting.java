package dev.cliprange.launch.setting;

import java.util.List;
import java.util.Locale;

/**
 * A setting.
 *
 * @param name as it is written in an argument or a file: {@code cliprange.api-key}
 * @param defaultValue empty for none
 * @param shape what may follow the name
 */
public record Setting(String name, String defaultValue, Shape shape) {

    /** What may follow the name of a setting. */
    enum Shape {
        /** Nothing. */
        VALUE,
        /** The number of an element. */
        LIST,
        /** Any key. */
        MAP
    }

    /** The names of the environment variable: with dashes as underscores, and without dashes as Spring Boot also reads. */
    List<String> variables() {
        String withoutDots = name.replace('.', '_').toUpperCase(Locale.ROOT);
        return List.of(withoutDots.replace('-', '_'), withoutDots.replace("-", ""));
    }
}
