package dev.cliprange.launch.setting;

import dev.cliprange.launch.problem.StartFailedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.Resource;

/** Finds names that begin as ours do and are no settings: in arguments, files and environment variables. */
public final class UnknownSettings {

    private static final String VARIABLE_PREFIX = "CLIPRANGE_";
    /** Kubernetes sets these variables for each service of the namespace, and one may be called cliprange. */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("CLIPRANGE_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern PORT_OF_KUBERNETES = Pattern.compile("(tcp|udp|sctp)://.*");

    private final KnownSettings known;

    public UnknownSettings(KnownSettings known) {
        this.known = known;
    }

    /**
     * Checks all sources of an environment except the system properties, which other programs of the JVM may set.
     *
     * @throws StartFailedException naming each unknown name and the nearest known one
     */
    public void reject(ConfigurableEnvironment environment) {
        fail(environment.getPropertySources().stream()
                .filter(source -> !source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME))
                .flatMap(this::unknown)
                .distinct()
                .toList());
    }

    /**
     * Checks system properties ({@code -Dcliprange.…}).
     *
     * @throws StartFailedException naming each unknown name and the nearest known one
     */
    public void reject(Properties properties) {
        fail(ours(properties)
                .filter(name -> !known.contains(name))
                .map(name -> "the system property -D" + name + " is no setting." + suggestion("-D", name))
                .toList());
    }

    /** Returns the system properties that begin as our settings do. */
    public static Stream<String> ours(Properties properties) {
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(KnownSettings.PREFIX))
                .sorted();
    }

    private static void fail(List<String> unknown) {
        if (!unknown.isEmpty()) {
            throw StartFailedException.usage(
                    String.join(" Also, ", unknown) + " The option --help lists all settings.");
        }
    }

    private Stream<String> unknown(PropertySource<?> source) {
        return switch (source) {
            case SystemEnvironmentPropertySource variables -> unknownVariables(variables);
            case EnumerablePropertySource<?> names ->
                Arrays.stream(names.getPropertyNames())
                        .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(KnownSettings.PREFIX))
                        .filter(name -> !known.contains(name))
                        .map(name -> sentence(names, name));
            default -> Stream.empty();
        };
    }

    private Stream<String> unknownVariables(SystemEnvironmentPropertySource variables) {
        List<String> names = known.settings().stream()
                .map(setting -> setting.variables().getFirst())
                .toList();
        return Arrays.stream(variables.getPropertyNames())
                .filter(name -> name.toUpperCase(Locale.ROOT).startsWith(VARIABLE_PREFIX))
                .filter(name -> !known.containsVariable(name))
                .filter(name -> !isOfKubernetes(name, String.valueOf(variables.getProperty(name))))
                .map(name -> "the environment variable " + name + " is no setting."
                        + NearestName.of(name, names)
                                .map(nearest -> " Did you mean " + nearest + "?")
                                .orElse(""));
    }

    private static boolean isOfKubernetes(String name, String value) {
        return OF_KUBERNETES.matcher(name).matches()
                || (name.endsWith("_PORT") && PORT_OF_KUBERNETES.matcher(value).matches());
    }

    private String sentence(EnumerablePropertySource<?> source, String name) {
        if (source instanceof CommandLinePropertySource<?>) {
            return "the argument --" + name + " is no setting." + suggestion("--", name);
        }
        return name + " is no setting" + place(source, name) + "." + suggestion("", name);
    }

    private String suggestion(String prefix, String name) {
        return NearestName.of(name, known.settings().stream().map(Setting::name).collect(Collectors.toList()))
                .map(nearest -> " Did you mean " + prefix + nearest + "?")
                .orElse("");
    }

    private static String place(PropertySource<?> source, String name) {
        return Optional.ofNullable(OriginLookup.getOrigin(source, name))
                .map(origin -> " (" + described(origin) + ")")
                .orElse(" (" + source.getName() + ")");
    }

    private static String described(Origin origin) {
        if (origin instanceof TextResourceOrigin text && text.getResource() != null && text.getLocation() != null) {
            return file(text.getResource()) + ", line " + (text.getLocation().getLine() + 1);
        }
        return origin.toString();
    }

    private static String file(Resource resource) {
        try {
            return resource.isFile() ? resource.getFile().getPath() : resource.getDescription();
        } catch (IOException e) {
            return resource.getDescription();
        }
    }
}
