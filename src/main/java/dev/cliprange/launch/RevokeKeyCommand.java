package dev.cliprange.launch;

import dev.cliprange.launch.problem.StartFailedException;
import java.io.PrintStream;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine;

/** Revokes an API key. Running servers reject it within about a second. */
@CommandLine.Command(name = "revoke-key", description = "Revokes an API key.")
final class RevokeKeyCommand implements Command {

    private final List<String> settings;
    private final PrintStream out;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @CommandLine.Parameters(index = "0", paramLabel = "ID", description = "The id that create-key has printed.")
    private String id = "";

    RevokeKeyCommand(List<String> settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    @Override
    public Integer call() {
        UUID key = parsed();
        return KeyApplication.run(settings, keys -> {
            if (!keys.revoke(key, out)) {
                throw StartFailedException.ofCommand(
                        "No API key has the id " + id + ". GET /api/admin/keys lists the keys and their ids.");
            }
        });
    }

    private UUID parsed() {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "'" + id + "' is no id of a key. Expected: a UUID such as 0b4e7f3c-6f0a-4c58-9f6e-2f6d4a1c7e55.");
        }
    }
}
