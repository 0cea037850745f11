package dev.cliprange.launch;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The arguments of the process.
 *
 * @param settings {@code --name=value}, for Spring Boot
 * @param words commands, their parameters, and options
 */
record CommandArguments(List<String> settings, List<String> words) {

    /** The names of settings have a dot. These two are switches of Spring Boot. */
    private static final Pattern SETTING = Pattern.compile("--([^=]+\\.[^=]*(=.*)?|debug|trace)", Pattern.DOTALL);

    private static final Pattern WITHOUT_VALUE = Pattern.compile("--cliprange\\.[^=]*");

    CommandArguments {
        settings = List.copyOf(settings);
        words = List.copyOf(words);
    }

    static CommandArguments of(String... arguments) {
        return new CommandArguments(
                Arrays.stream(arguments).filter(CommandArguments::isSetting).toList(),
                Arrays.stream(arguments)
                        .filter(argument -> !isSetting(argument))
                        .toList());
    }

    /** The settings that lack a value, because it was written as an argument of its own or forgotten. */
    List<String> withoutValue() {
        return settings.stream()
                .filter(setting -> WITHOUT_VALUE.matcher(setting).matches())
                .toList();
    }

    private static boolean isSetting(String argument) {
        return SETTING.matcher(argument).matches();
    }
}
