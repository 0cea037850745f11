package dev.cliprange.launch.problem;

import dev.cliprange.failure.Causes;
import dev.cliprange.failure.MissingSettingException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.Environment;
import org.springframework.validation.FieldError;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** The paragraphs for failures that other code has thrown during the start. */
final class StartFailures {

    private static final String OURS = "cliprange.";
    private static final Pattern USER_INFORMATION = Pattern.compile("://[^/\\s'@]*@");
    private static final Pattern QUERY = Pattern.compile("(://[^\\s'?]*)\\?[^\\s']*");
    private static final Pattern SECRET = Pattern.compile(".*(key|password|secret).*");

    private final Environment environment;

    StartFailures(Environment environment) {
        this.environment = environment;
    }

    /** Returns the paragraph; empty for a failure that is not known. */
    Optional<String> explain(Throwable failure) {
        return Causes.find(failure, StartFailedException.class)
                .map(StartFailedException::paragraph)
                .or(() -> reason(failure).map(text -> StartFailedException.PREFIX + withoutSecrets(text)));
    }

    private Optional<String> reason(Throwable failure) {
        return Causes.find(failure, MissingSettingException.class)
                .map(missing -> missing.getMessage() + ". Set it, for example by the environment variable "
                        + missing.environmentName() + ".")
                .or(() -> Causes.find(failure, PortInUseException.class).map(this::portTaken))
                .or(() -> Causes.find(failure, MarkedYAMLException.class).map(StartFailures::malformed))
                .or(() -> Causes.find(failure, BindValidationException.class).map(StartFailures::invalid))
                .or(() -> ownMessage(failure))
                .or(() -> Causes.find(failure, BindException.class).flatMap(StartFailures::unconverted));
    }

    private String portTaken(PortInUseException taken) {
        boolean management = String.valueOf(taken.getPort()).equals(environment.getProperty("management.server.port"));
        String name = management ? "management.server.port" : "server.port";
        return "another process uses port " + taken.getPort() + " (" + name
                + "). Stop that process, or set another port, for example by the environment variable "
                + name.replace('.', '_').toUpperCase(Locale.ROOT) + ".";
    }

    /** The message of the parser has the line itself, which may be a secret. */
    private static String malformed(MarkedYAMLException yaml) {
        return "application.yaml, in the working directory or in its folder config, is not valid YAML"
                + Optional.ofNullable(yaml.getProblemMark())
                        .map(at -> " in line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1))
                        .orElse("")
                + ": " + yaml.getProblem() + ". Correct the file.";
    }

    private static String invalid(BindValidationException invalid) {
        return invalid.getValidationErrors().getAllErrors().stream()
                        .map(error -> error instanceof FieldError field
                                ? invalid.getValidationErrors().getName() + "." + dashed(field.getField())
                                        + shown(dashed(field.getField()), String.valueOf(field.getRejectedValue()))
                                        + ", but "
                                        + field.getDefaultMessage()
                                : String.valueOf(error.getDefaultMessage()))
                        .sorted()
                        .collect(Collectors.joining("; "))
                + ". Correct it. The option --help lists all settings.";
    }

    /** Checks of our own throw exceptions whose message begins with the name of the setting. */
    private static Optional<String> ownMessage(Throwable failure) {
        return Causes.of(failure)
                .filter(IllegalArgumentException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(message -> message.startsWith(OURS))
                .findFirst()
                .map(message ->
                        message.replaceFirst("\\.$", "") + ". Correct it. The option --help lists all settings.");
    }

    private static Optional<String> unconverted(BindException failure) {
        if (!failure.getName().toString().startsWith(OURS)) {
            return Optional.empty();
        }
        Optional<ConfigurationProperty> property = Optional.ofNullable(failure.getProperty());
        String name = failure.getName().toString();
        String expected = Causes.find(failure, ConversionFailedException.class)
                .map(conversion -> conversion.getTargetType().getType())
                .map(StartFailures::expected)
                .orElse("");
        if (expected.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(name
                + property.map(it -> shown(name, String.valueOf(it.getValue()))
                                + Optional.ofNullable(it.getOrigin())
                                        .map(origin -> " (" + origin + ")")
                                        .orElse(""))
                        .orElse("")
                + ", but must be " + expected + ". Correct it. The option --help lists all settings.");
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type.getSimpleName()) {
            case "Duration" -> "a duration such as 500ms, 10s, 5m or 2h";
            case "DataSize" -> "a size such as 256KB or 64MB";
            case "HeapShare" -> "a size such as 64MB, or a share of the heap such as 5%";
            case "int", "Integer", "long", "Long" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "URI" -> "a URL";
            default -> "its documented form";
        };
    }

    private static String shown(String name, String value) {
        return SECRET.matcher(name).matches() ? " is wrong" : " is '" + value + "'";
    }

    private static String dashed(String field) {
        return field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String withoutSecrets(String text) {
        String withoutUser = USER_INFORMATION.matcher(text).replaceAll("://…@");
        return QUERY.matcher(withoutUser).replaceAll("$1?…");
    }
}
