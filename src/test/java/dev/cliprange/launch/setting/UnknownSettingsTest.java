package dev.cliprange.launch.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.launch.problem.StartFailedException;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class UnknownSettingsTest {

    private static final KnownSettings KNOWN = KnownSettings.scan();

    private final UnknownSettings check = new UnknownSettings(KNOWN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cliprange.api-key",
                "cliprange.apiKey",
                "cliprange.API_KEY",
                "cliprange.sources.allowed",
                "cliprange.sources.allowed[0]",
                "cliprange.playback.keys.first",
                "cliprange.database.url",
                "cliprange.log.format"
            })
    void argument_inAnyFormThatSpringReads_isKnown(String name) {
        assertThatCode(() -> check.reject(arguments("--" + name + "=value"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "cliprange.clip.engin, cliprange.clip.engine",
        "cliprange.api.key, cliprange.api-key",
        "cliprange.clip.engine.kind, cliprange.clip.engine",
        "cliprange.storage.buckett, cliprange.storage.bucket",
        "Cliprange.limits.maxstream, cliprange.limits.max-streams"
    })
    void argument_unknown_isRejectedWithTheNearestName_andWithoutItsValue(String name, String nearest) {
        assertThatThrownBy(() -> check.reject(arguments("--" + name + "=secret-value")))
                .hasMessage("Cliprange cannot start: the argument --" + name + " is no setting. Did you mean --"
                        + nearest + "? The option --help lists all settings.")
                .satisfies(failure ->
                        assertThat(StartFailedException.exitCode(failure)).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLIPRANGE_API_KEY",
                "CLIPRANGE_APIKEY",
                "CLIPRANGE_SOURCES_ALLOWED",
                "CLIPRANGE_SOURCES_ALLOWED_0",
                "CLIPRANGE_PLAYBACK_KEYS_FIRST",
                "cliprange_clip_engine",
                "CLIPRANGE_DATABASE_URL",
                "OTHER_CLIPRANGE_THING"
            })
    void variable_ofASetting_isKnown(String name) {
        assertThatCode(() -> check.reject(variables(Map.of(name, "value")))).doesNotThrowAnyException();
    }

    @Test
    void variables_ofAKubernetesServiceCalledCliprange_areIgnored() {
        Map<String, Object> service = Map.of(
                "CLIPRANGE_SERVICE_HOST", "10.0.0.1",
                "CLIPRANGE_SERVICE_PORT", "8080",
                "CLIPRANGE_SERVICE_PORT_HTTP", "8080",
                "CLIPRANGE_PORT", "tcp://10.0.0.1:8080",
                "CLIPRANGE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "CLIPRANGE_PORT_8080_TCP_ADDR", "10.0.0.1",
                "CLIPRANGE_MANAGEMENT_SERVICE_HOST", "10.0.0.2",
                "CLIPRANGE_MANAGEMENT_PORT", "tcp://10.0.0.2:8081");

        assertThatCode(() -> check.reject(variables(service))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "CLIPRANGE_CLIP_ENGIN, CLIPRANGE_CLIP_ENGINE",
        "CLIPRANGE_STORAGE_BUKET, CLIPRANGE_STORAGE_BUCKET",
        "CLIPRANGE_SOURCES_ALLOWED_FIRST, CLIPRANGE_SOURCES_ALLOWED",
        "cliprange_apikeys, CLIPRANGE_API_KEY",
        "CLIPRANGE_LOG_PORT, CLIPRANGE_LOG_FORMAT"
    })
    void variable_unknown_isRejectedWithTheNearestName(String name, String nearest) {
        assertMessage(
                () -> check.reject(variables(Map.of(name, "8080"))),
                "Cliprange cannot start: the environment variable " + name + " is no setting. Did you mean " + nearest
                        + "? The option --help lists all settings.");
    }

    @Test
    void file_withAnUnknownName_isNamedWithItsLine() throws Exception {
        var environment = arguments("--spring.config.location=classpath:/start/unknown-name.yaml");
        ConfigDataEnvironmentPostProcessor.applyTo(environment);

        assertThatThrownBy(() -> check.reject(environment))
                .hasMessageMatching("Cliprange cannot start: cliprange\\.clip\\.engin is no setting"
                        + " \\(.*start.unknown-name\\.yaml\\S*, line 5\\)\\. Did you mean cliprange\\.clip\\.engine\\?"
                        + " The option --help lists all settings\\.");
    }

    @Test
    void severalUnknownNames_areAllNamed() {
        assertMessage(
                () -> check.reject(arguments("--cliprange.clip.engin=x", "--cliprange.clip.fom=y")),
                "Cliprange cannot start: the argument --cliprange.clip.engin is no setting. Did you mean"
                        + " --cliprange.clip.engine? Also, the argument --cliprange.clip.fom is no setting. Did you mean"
                        + " --cliprange.clip.form? The option --help lists all settings.");
    }

    @Test
    void systemProperties_areChecked_butNotThoseOfOtherPrograms() {
        var properties = new Properties();
        properties.setProperty("cliprange.clip.engine", "auto");
        properties.setProperty("java.home", "/java");
        assertThatCode(() -> check.reject(properties)).doesNotThrowAnyException();

        properties.setProperty("cliprange.clip.engin", "auto");
        assertMessage(
                () -> check.reject(properties),
                "Cliprange cannot start: the system property -Dcliprange.clip.engin is no setting. Did you mean"
                        + " -Dcliprange.clip.engine? The option --help lists all settings.");
    }

    private static void assertMessage(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(StartFailedException.class).hasMessage(message);
    }

    private static StandardEnvironment arguments(String... arguments) {
        StandardEnvironment environment = empty();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
        return environment;
    }

    private static StandardEnvironment variables(Map<String, Object> variables) {
        StandardEnvironment environment = empty();
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        return environment;
    }

    /** Without the variables and the system properties of this JVM. */
    private static StandardEnvironment empty() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        return environment;
    }
}
