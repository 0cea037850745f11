package dev.cliprange.launch;

import dev.cliprange.access.key.ApiKeyCommand;
import dev.cliprange.access.key.Role;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;

/** Creates an API key: the first one of an installation, or a new one if all keys are lost. */
@CommandLine.Command(
        name = "create-key",
        description = "Creates an API key and prints its id and the key, which cannot be read again.")
final class CreateKeyCommand implements Command {

    private final List<String> settings;
    private final PrintStream out;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @CommandLine.Parameters(index = "0", paramLabel = "ROLE", description = "read, edit or admin.")
    private String role = "";

    @CommandLine.Parameters(index = "1", paramLabel = "NAME", description = "A name for people, such as studio.")
    private String name = "";

    CreateKeyCommand(List<String> settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    @Override
    public Integer call() {
        Role asked = Role.of(role)
                .orElseThrow(() -> wrong("There is no role '" + role + "'. Expected: read, edit or admin."));
        if (!ApiKeyCommand.isName(name)) {
            throw wrong(
                    "'" + name + "' cannot name a key. Expected: at most 100 letters, digits, spaces and . _ @ : / -,"
                            + " beginning with a letter or a digit.");
        }
        return KeyApplication.run(settings, keys -> keys.create(asked, name, out));
    }

    private CommandLine.ParameterException wrong(String text) {
        return new CommandLine.ParameterException(spec.commandLine(), text);
    }
}
