package dev.cliprange.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the jobs that need a worker, on threads of their own, so that long jobs do not stop the reading of new sources.
 * It runs nothing if the role of this instance is {@link Role#ORIGIN}.
 */
@Component
public class WorkerScheduler implements SmartLifecycle {

    /** Makes a scheduler that is not started. */
    @FunctionalInterface
    interface Factory {
        Scheduler of(List<JobHandler> handlers);
    }

    /** As {@link JobScheduler}. */
    private static final int PHASE = DEFAULT_PHASE - 4096;

    private final ObjectProvider<JobHandler> handlers;
    private final Factory factory;
    private final RoleProperties role;
    private volatile Optional<Scheduler> scheduler = Optional.empty();

    /** @param handlers looked up late, because they may depend on this class */
    WorkerScheduler(ObjectProvider<JobHandler> handlers, Factory factory, RoleProperties role) {
        this.handlers = handlers;
        this.factory = factory;
        this.role = role;
    }

    /** Looks for due jobs now. Returns at once. */
    public void look() {
        scheduler.ifPresent(Scheduler::triggerCheckForDueExecutions);
    }

    /** The number of jobs that run on this instance. */
    int running() {
        return scheduler.map(it -> it.getCurrentlyExecuting().size()).orElse(0);
    }

    @Override
    public void start() {
        List<JobHandler> forWorkers =
                handlers.stream().filter(JobHandler::forWorkers).toList();
        if (!role.role().runsJobs() || forWorkers.isEmpty()) {
            return;
        }
        Scheduler started = factory.of(forWorkers);
        started.start();
        scheduler = Optional.of(started);
    }

    @Override
    public void stop() {
        scheduler.ifPresent(Scheduler::stop);
        scheduler = Optional.empty();
    }

    @Override
    public boolean isRunning() {
        return scheduler.isPresent();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
