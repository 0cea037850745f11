package dev.cliprange.ffmpeg.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process yield the processors to others: nice value {@value #NICE}, set by {@code setpriority(2)} of Linux right
 * after the process has started. Threads that it starts later inherit the value. Systems without the call run the process
 * as any other.
 */
final class LowPriority {

    static final int NICE = 10;

    private static final Logger log = LoggerFactory.getLogger(LowPriority.class);
    private static final int PRIO_PROCESS = 0;

    private LowPriority() {}

    /** The function, looked up once. */
    private static final class SetPriority {
        static final Optional<MethodHandle> CALL = find();

        // This class must call native code.
        @SuppressWarnings("restricted")
        private static Optional<MethodHandle> find() {
            try {
                if (!"Linux".equals(System.getProperty("os.name"))) {
                    return Optional.empty();
                }
                Linker linker = Linker.nativeLinker();
                return linker.defaultLookup()
                        .find("setpriority")
                        .map(function -> linker.downcallHandle(
                                function,
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT)));
            } catch (RuntimeException | LinkageError unavailable) {
                log.atInfo()
                        .addKeyValue("reason", unavailable.toString())
                        .log("processes of jobs cannot get a low priority");
                return Optional.empty();
            }
        }
    }

    /** Sets the value of a running process. @return false if the system cannot, or the process has ended */
    static boolean set(long pid) {
        return SetPriority.CALL.filter(call -> call(call, (int) pid) == 0).isPresent();
    }

    private static int call(MethodHandle setPriority, int pid) {
        try {
            return (int) setPriority.invokeExact(PRIO_PROCESS, pid, NICE);
        } catch (Throwable failed) {
            throw new IllegalStateException("setpriority: cannot be called", failed);
        }
    }
}
