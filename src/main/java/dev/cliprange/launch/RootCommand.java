package dev.cliprange.launch;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The command line without a command: it serves. */
@CommandLine.Command(
        name = "cliprange",
        header = "Cliprange: a streaming origin server for virtual clips.%n",
        customSynopsis = "java -jar cliprange.jar [COMMAND] [--SETTING=VALUE ...]",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
final class RootCommand implements Callable<Integer> {

    private final ServeCommand serve;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Prints this text, or the help of a command.")
    private boolean help;

    @CommandLine.Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Prints the versions of Cliprange, Java and FFmpeg.")
    private boolean version;

    RootCommand(Class<?> server, List<String> settings, ProcessLife life) {
        this.serve = new ServeCommand(server, settings, life);
    }

    @Override
    public Integer call() {
        return serve.call();
    }
}
