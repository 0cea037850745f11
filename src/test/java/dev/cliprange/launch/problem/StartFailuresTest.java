package dev.cliprange.launch.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

class StartFailuresTest {

    private final StartFailures failures = new StartFailures(new MockEnvironment());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "cliprange.memory.longest-wait=soon | cliprange.memory.longest-wait is 'soon', but must be a duration such"
                        + " as 500ms, 10s, 5m or 2h.",
                "cliprange.memory.work=much | cliprange.memory.work is 'much', but must be a size such as 64MB, or a share"
                        + " of the heap such as 5%.",
                "cliprange.memory.longest-wait=0s | cliprange.memory.longest-wait is 'PT0S', but must be longer than or equal"
                        + " to 1 milli."
            })
    void explain_valueThatCannotBeUsed_namesSettingValueAndForm(String setting, String paragraph) {
        new ApplicationContextRunner()
                .withUserConfiguration(Memory.class)
                .withPropertyValues(setting.split(","))
                .run(context -> assertThat(failures.explain(context.getStartupFailure())
                                .map(text -> text.replaceAll(" \\(\".*?\" from property source.*?\\)", "")))
                        .contains("Cliprange cannot start: " + paragraph
                                + " Correct it. The option --help lists all settings."));
    }

    @Test
    void explain_ownCheckInANestedBean_hidesUserAndQuery() {
        var own = new IllegalArgumentException(
                "cliprange.cdn.base-url: https://me:pw@cdn.example/?token=abc (expected: x)");

        assertThat(failures.explain(new IllegalStateException("bean", new RuntimeException(own))))
                .contains("Cliprange cannot start: cliprange.cdn.base-url: https://…@cdn.example/?… (expected: x)."
                        + " Correct it. The option --help lists all settings.");
    }

    @Test
    void explain_malformedFile_namesThePlaceButNotTheLine() {
        Optional<String> paragraph = Optional.empty();
        try {
            Map<?, ?> loaded = new Yaml().load("a: 1\nkey: [secret\n");
            assertThat(loaded).isNull();
        } catch (YAMLException malformed) {
            paragraph = failures.explain(new IllegalStateException(malformed));
        }

        assertThat(paragraph)
                .contains(
                        "Cliprange cannot start: application.yaml, in the working directory or in its folder config, is"
                                + " not valid YAML in line 3, column 1: expected ',' or ']', but got <stream end>. Correct the"
                                + " file.");
    }

    @Test
    void explain_portOfManagement_namesItsSetting() {
        var environment = new MockEnvironment().withProperty("management.server.port", "8081");

        assertThat(new StartFailures(environment).explain(new PortInUseException(8081)))
                .hasValueSatisfying(text -> assertThat(text).contains("port 8081 (management.server.port)"));
        assertThat(new StartFailures(environment).explain(new PortInUseException(8080)))
                .hasValueSatisfying(text -> assertThat(text).contains("port 8080 (server.port)"));
    }

    @Test
    void explain_otherFailure_isLeftToSpringBoot() {
        assertThat(failures.explain(new IllegalStateException("something else")))
                .isEmpty();
        assertThat(failures.explain(new IllegalArgumentException("spring.main.x: wrong")))
                .isEmpty();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties
    @ConfigurationPropertiesScan("dev.cliprange.memory")
    static class Memory {}
}
