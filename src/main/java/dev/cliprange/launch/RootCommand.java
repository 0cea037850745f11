package dev.cliprange.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command line without a command: it serves.
 *
 * @param serve the default
 */
@CommandLine.Command(
        name = "cliprange",
        header = "Cliprange: a streaming origin server for virtual clips.%n",
        customSynopsis = "java -jar cliprange.jar [COMMAND] [--SETTING=VALUE ...]",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
record RootCommand(ServeCommand serve) implements Callable<Integer> {

    /** The command with its options. */
    static CommandSpec spec(ServeCommand serve) {
        return CommandSpec.forAnnotatedObject(new RootCommand(serve))
                .addOption(help())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Prints the versions of Cliprange, Java and FFmpeg.")
                        .build());
    }

    /** The option for help, which each command has. */
    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Prints this text, or the help of a command.")
                .build();
    }

    @Override
    public Integer call() {
        return serve.call();
    }
}
