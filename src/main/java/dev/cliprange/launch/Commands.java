package dev.cliprange.launch;

import dev.cliprange.launch.problem.StartFailedException;
import dev.cliprange.launch.setting.KnownSettings;
import dev.cliprange.launch.setting.NearestName;
import dev.cliprange.launch.setting.Setting;
import dev.cliprange.launch.setting.UnknownSettings;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command line: the server by default, or the command that the arguments name. */
public final class Commands {

    private static final String HELP = " The option --help lists the commands and the settings.";

    private static final List<String> HELP_SECTIONS = List.of(
            UsageMessageSpec.SECTION_KEY_HEADER,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_FOOTER);

    private final Class<?> server;
    private final ProcessLife life;
    private final PrintStream out;
    private final PrintStream err;

    Commands(Class<?> server, ProcessLife life, PrintStream out, PrintStream err) {
        this.server = server;
        this.life = life;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command that the arguments name. Returns if the server serves, and ends the process otherwise.
     *
     * @param server the configuration of the server
     */
    public static void main(Class<?> server, String[] arguments) {
        ProcessLife life = ProcessLife.begin();
        // Until Spring Boot sets logging up, which not every command needs.
        LoggingSystem.get(Commands.class.getClassLoader()).beforeInitialize();
        life.end(new Commands(server, life, System.out, System.err).runChecked(arguments));
    }

    /** Also checks the system properties, which belong to this process. */
    private int runChecked(String... arguments) {
        try {
            requireKnownSystemProperties();
        } catch (StartFailedException wrong) {
            err.println(wrong.getMessage());
            return StartFailedException.exitCode(wrong);
        }
        return run(arguments);
    }

    /** @return the exit code: 2 if a word or a name is unknown */
    int run(String... arguments) {
        var parts = CommandArguments.of(arguments);
        try {
            requireValues(parts);
        } catch (StartFailedException wrong) {
            err.println(wrong.getMessage());
            return StartFailedException.exitCode(wrong);
        }
        if (parts.words().isEmpty()) {
            return new ServeCommand(server, parts.settings(), life).call();
        }
        return commandLine(parts).execute(parts.words().toArray(String[]::new));
    }

    private static void requireValues(CommandArguments arguments) {
        List<String> incomplete = arguments.withoutValue();
        if (!incomplete.isEmpty()) {
            throw StartFailedException.usage("the argument " + incomplete.getFirst() + " has no value. Write it as "
                    + incomplete.getFirst() + "=VALUE." + HELP);
        }
    }

    /** Looks for the known names only if there is something to compare. */
    private static void requireKnownSystemProperties() {
        if (UnknownSettings.ours(System.getProperties()).findAny().isPresent()) {
            new UnknownSettings(KnownSettings.scan()).reject(System.getProperties());
        }
    }

    private CommandLine commandLine(CommandArguments arguments) {
        var commands = new CommandLine(RootCommand.spec(new ServeCommand(server, arguments.settings(), life)))
                .addSubcommand(new ServeCommand(server, arguments.settings(), life))
                .addSubcommand(new MigrateCommand(arguments.settings()))
                .addSubcommand(new CreateKeyCommand(arguments.settings(), out))
                .addSubcommand(new RevokeKeyCommand(arguments.settings(), out))
                .setOut(new PrintWriter(out, true, out.charset()))
                .setErr(new PrintWriter(err, true, err.charset()))
                .setUsageHelpWidth(120)
                .setParameterExceptionHandler((wrong, words) -> {
                    err.println(explain(wrong));
                    return StartFailedException.USAGE;
                });
        commands.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().addOption(RootCommand.help()));
        commands.getCommandSpec().versionProvider(() -> VersionReport.lines(arguments.settings()));
        commands.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> SettingsHelp.text());
        commands.setHelpSectionKeys(HELP_SECTIONS);
        return commands;
    }

    private static String explain(CommandLine.ParameterException wrong) {
        if (wrong instanceof CommandLine.UnmatchedArgumentException unknown) {
            // What follows an equals sign may be a secret.
            String word = unknown.getUnmatched().getFirst().replaceFirst("=.*", "");
            return StartFailedException.PREFIX + "'" + word + "' is no command, option or setting."
                    + NearestName.of(
                                    word,
                                    names(wrong.getCommandLine()
                                            .getCommandSpec()
                                            .root()
                                            .commandLine()))
                            .map(nearest -> " Did you mean " + nearest + "?")
                            .orElse("")
                    + HELP;
        }
        return String.valueOf(wrong.getMessage()).replaceFirst("\\.?$", ".") + HELP;
    }

    private static List<String> names(CommandLine commands) {
        var names = new ArrayList<String>(commands.getSubcommands().keySet());
        names.addAll(List.of("--help", "--version"));
        KnownSettings.scan().settings().stream()
                .map(Setting::name)
                .map(name -> "--" + name)
                .forEach(names::add);
        return names;
    }
}
