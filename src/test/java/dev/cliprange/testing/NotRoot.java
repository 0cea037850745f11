package dev.cliprange.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a program is started that refuses to be root. As root: in a user namespace in which nobody is root; where the kernel or
 * a container forbids those, as the user 65534, to whom the files it writes must belong.
 */
enum NotRoot {
    ALREADY(List.of()),
    NAMESPACE(List.of("unshare", "-U")),
    OTHER_USER(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

    static final int NOBODY = 65_534;

    private final List<String> prefix;

    NotRoot(List<String> prefix) {
        this.prefix = prefix;
    }

    /** What the command line begins with. */
    List<String> prefix() {
        return prefix;
    }

    /** @throws IllegalStateException if this is root and there is no way */
    static NotRoot find() {
        if (!userOf(ALREADY).equals("0")) {
            return ALREADY;
        }
        return Stream.of(NAMESPACE, OTHER_USER)
                .filter(NotRoot::works)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "PostgreSQL does not run as root, and neither unshare nor setpriv works"));
    }

    /** Whether a program started this way runs, as somebody who is not root. */
    boolean works() {
        String user = userOf(this);
        return !user.isEmpty() && !user.equals("0");
    }

    /** Whether a program started this way may look into a folder that exists. */
    boolean mayEnter(Path folder) {
        return !output("ls", "-d", folder.toAbsolutePath() + "/.").isEmpty();
    }

    private static String userOf(NotRoot way) {
        return way.output("id", "-u");
    }

    private String output(String... arguments) {
        try {
            var command = new ArrayList<>(prefix);
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException absent) {
            return "";
        }
    }
}
