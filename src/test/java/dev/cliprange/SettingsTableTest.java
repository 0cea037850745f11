package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/** The manual's table of settings equals the code: each name, its environment variable and its default, none missing. */
class SettingsTableTest {

    /** Not in a record of ours: Spring's own, and what application.yaml hands on to it. */
    private static final List<String> OF_THE_APPLICATION = List.of(
            "server.port",
            "management.server.port",
            "cliprange.database.url",
            "cliprange.database.username",
            "cliprange.database.password",
            "cliprange.database.start-wait");

    @Test
    void table_namesEverySetting_withItsEnvironmentNameAndDefault() {
        List<String> expected =
                Stream.concat(ofTheApplication(), ofTheRecords()).sorted().toList();

        List<String> written = Manual.table("configuration.md", "Settings").stream()
                .map(cells -> String.join(" | ", cells.subList(0, 3)))
                .sorted()
                .toList();

        assertThat(written).containsExactlyElementsOf(expected);
    }

    @Test
    void table_saysWhatEachSettingMeans() {
        assertThat(Manual.table("configuration.md", "Settings"))
                .allSatisfy(cells -> assertThat(cells).hasSize(4).allMatch(cell -> !cell.isBlank()));
    }

    private static Stream<String> ofTheRecords() {
        return SettingsRecords.settings()
                .map(setting -> row(setting.name(), setting.defaultValue().orElse("")));
    }

    private static Stream<String> ofTheApplication() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        Properties application = Objects.requireNonNull(yaml.getObject());
        return OF_THE_APPLICATION.stream()
                .map(name -> row(
                        name,
                        Objects.requireNonNull(application.get(name), name).toString()));
    }

    private static String row(String name, String defaultValue) {
        return "`" + name + "` | `" + SettingsRecords.environmentName(name) + "` | "
                + (defaultValue.isEmpty() ? "none" : "`" + defaultValue + "`");
    }
}
