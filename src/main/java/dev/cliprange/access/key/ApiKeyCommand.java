package dev.cliprange.access.key;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Import;

/**
 * Creates and revokes API keys for the command line. This is for the first key of an installation, and if all keys are
 * lost. It needs the database and no server.
 */
@Import({ApiKeyService.class, ApiKeyRepository.class})
public class ApiKeyCommand {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ApiKeyService keys;

    ApiKeyCommand(ApiKeyService keys) {
        this.keys = keys;
    }

    /** Returns whether a key can have this name. */
    public static boolean isName(String name) {
        return name.matches(ApiKeyHandler.NAME);
    }

    /**
     * Creates a key. Blocks.
     *
     * @param out receives {@code id} and {@code key} of the new key, each on a line
     */
    public void create(Role role, String name, PrintStream out) {
        keys.create(name, role, null, "command line").blockOptional(LONGEST).ifPresent(created -> {
            out.println("id: " + created.key().id());
            out.println("key: " + created.secret());
        });
    }

    /**
     * Revokes a key. Blocks.
     *
     * @param out receives a line if the key was revoked
     * @return whether there is a key with this id
     */
    public boolean revoke(UUID id, PrintStream out) {
        try {
            keys.revoke(id)
                    .blockOptional(LONGEST)
                    .ifPresent(key -> out.println("revoked: " + key.id() + " " + key.name()));
            return true;
        } catch (FailureException e) {
            if (e.failure() == Failure.KEY_UNKNOWN) {
                return false;
            }
            throw e;
        }
    }
}
