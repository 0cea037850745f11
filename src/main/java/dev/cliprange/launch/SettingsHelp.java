package dev.cliprange.launch;

import dev.cliprange.launch.setting.KnownSettings;
import dev.cliprange.launch.setting.Setting;
import java.util.stream.Collectors;

/** The part of the help that lists the settings. */
final class SettingsHelp {

    private SettingsHelp() {}

    static String text() {
        KnownSettings known = KnownSettings.scan();
        int width = known.settings().stream()
                .mapToInt(setting -> setting.name().length())
                .max()
                .orElse(0);
        String rows = known.settings().stream()
                .map(setting -> "  %%-%ds  %%s".formatted(width).formatted(setting.name(), defaultValue(setting)))
                .collect(Collectors.joining("\n"));
        return """

                Settings and their defaults. Each one is an argument (--cliprange.api-key=VALUE), an environment variable
                (CLIPRANGE_API_KEY=VALUE), or a line of an application.yaml in the working directory or in its folder config:
                %s

                A percentage is a share of the largest heap (-Xmx).
                Documentation: docs/configuration.md describes each setting, and docs/operations.md the operation. A running
                server describes its API at /api/docs.
                """.formatted(rows);
    }

    private static String defaultValue(Setting setting) {
        return setting.defaultValue().isEmpty() ? "-" : setting.defaultValue();
    }
}
