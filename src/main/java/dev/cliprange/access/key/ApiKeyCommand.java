package dev.cliprange.access.key;

import dev.cliprange.failure.FailureException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Import;

/**
 * Creates and revokes API keys from the command line: {@code --create-key=<role>:<name>}, {@code --revoke-key=<id>}.
 * This is for the first key of an installation, and if all keys are lost. It needs the settings of the database and no
 * server.
 */
@Import({ApiKeyService.class, ApiKeyRepository.class})
public class ApiKeyCommand {

    private static final String CREATE = "--create-key=";
    private static final String REVOKE = "--revoke-key=";
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ApiKeyService keys;

    ApiKeyCommand(ApiKeyService keys) {
        this.keys = keys;
    }

    /** Returns whether the arguments manage keys rather than start a server. */
    public static boolean isMeant(String[] arguments) {
        return Arrays.stream(arguments).anyMatch(it -> it.startsWith(CREATE) || it.startsWith(REVOKE));
    }

    /**
     * Runs the command.
     *
     * @param out receives {@code id} and {@code key} of a new key, each on a line
     * @param err receives the reason if the arguments are invalid
     * @return the exit code: 0, or 2 if the arguments are invalid
     */
    public int run(String[] arguments, PrintStream out, PrintStream err) {
        for (String argument : arguments) {
            boolean done = true;
            if (argument.startsWith(CREATE)) {
                done = create(argument.substring(CREATE.length()), out);
            } else if (argument.startsWith(REVOKE)) {
                done = revoke(argument.substring(REVOKE.length()), out);
            }
            if (!done) {
                err.println(argument + " (expected: " + CREATE + "read|edit|admin:<name>, or " + REVOKE + "<id>)");
                return 2;
            }
        }
        return 0;
    }

    private boolean create(String text, PrintStream out) {
        int colon = text.indexOf(':');
        Optional<Role> role = colon < 0 ? Optional.empty() : Role.of(text.substring(0, colon));
        String name = text.substring(colon + 1);
        if (role.isEmpty() || !name.matches(ApiKeyHandler.NAME)) {
            return false;
        }
        keys.create(name, role.get(), null, "command line")
                .blockOptional(LONGEST)
                .ifPresent(created -> {
                    out.println("id: " + created.key().id());
                    out.println("key: " + created.secret());
                });
        return true;
    }

    private boolean revoke(String text, PrintStream out) {
        try {
            keys.revoke(UUID.fromString(text))
                    .blockOptional(LONGEST)
                    .ifPresent(key -> out.println("revoked: " + key.id() + " " + key.name()));
            return true;
        } catch (IllegalArgumentException | FailureException e) {
            return false;
        }
    }
}
