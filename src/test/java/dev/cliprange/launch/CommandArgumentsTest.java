package dev.cliprange.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandArgumentsTest {

    @Test
    void of_settingsAndWords_areSeparated() {
        var arguments = CommandArguments.of(
                "--cliprange.api-key=a b=c",
                "create-key",
                "edit",
                "a name.with dots",
                "--debug",
                "--help",
                "--spring.main.banner-mode=off",
                "-Dcliprange.api-key=secret");

        assertThat(arguments.settings())
                .containsExactly("--cliprange.api-key=a b=c", "--debug", "--spring.main.banner-mode=off");
        assertThat(arguments.words())
                .containsExactly("create-key", "edit", "a name.with dots", "--help", "-Dcliprange.api-key=secret");
    }

    @Test
    void withoutValue_namesOurSettingsWithoutEqualsSign() {
        assertThat(CommandArguments.of("--cliprange.api-key", "secret", "--cliprange.log.format=", "--spring.x.y")
                        .withoutValue())
                .containsExactly("--cliprange.api-key");
    }
}
