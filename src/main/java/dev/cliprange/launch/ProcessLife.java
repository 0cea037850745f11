package dev.cliprange.launch;

import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringApplication;

/**
 * How the process ends. SIGTERM during the start ends it at once: nothing is served yet, and PostgreSQL rolls an
 * unfinished migration back. SIGTERM while serving stops the server in its order, and the exit code is 0.
 */
final class ProcessLife {

    /** What a shell reports for a process that SIGTERM has ended. */
    static final int TERMINATED = 143;

    private enum State {
        STARTING,
        SERVING,
        ENDING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

    /** Registers the handlers of this process. */
    static ProcessLife begin() {
        var life = new ProcessLife();
        Runtime.getRuntime().addShutdownHook(new Thread(life::endStart, "cliprange-end-start"));
        // After SIGTERM a JVM exits with status 143, even after a complete shutdown. Supervisors report that as
        // a crash. Shutdown handlers run in reverse order and after the context is closed, so the first one runs last.
        SpringApplication.getShutdownHandlers().add(life::endService);
        return life;
    }

    /** From now on, SIGTERM stops the server in its order. */
    void serving() {
        state.compareAndSet(State.STARTING, State.SERVING);
    }

    /** Ends the process with this exit code, unless it serves and the code is 0. */
    void end(int exitCode) {
        if (exitCode == 0 && state.get() == State.SERVING) {
            return;
        }
        state.set(State.ENDING);
        System.exit(exitCode);
    }

    private void endStart() {
        if (state.get() == State.STARTING) {
            Runtime.getRuntime().halt(TERMINATED);
        }
    }

    private void endService() {
        if (state.get() == State.SERVING) {
            Runtime.getRuntime().halt(0);
        }
    }
}
