package dev.cliprange.ffmpeg.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the memory of a process and its children by the operating system: {@code RLIMIT_DATA} of Linux, set by {@code
 * prlimit(2)} right after the process has started. An allocation beyond the limit fails within the process, which then
 * ends with an error of its own.
 *
 * <p>The limit counts private writable memory, which is close to the memory in use. Virtual memory also has libraries
 * and reserved ranges. No launcher is needed, so a missing FFmpeg is detected at the start, and the process id is that
 * of FFmpeg. Systems without the call have no such limit; {@code -max_alloc} and {@code -max_pixels} remain.
 */
final class MemoryLimit {

    private static final Logger log = LoggerFactory.getLogger(MemoryLimit.class);
    private static final int RLIMIT_DATA = 2;

    private final long bytes;

    MemoryLimit(long bytes) {
        this.bytes = bytes;
    }

    /** The function, looked up once. */
    private static final class Prlimit {
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
                        .find("prlimit")
                        .map(function -> linker.downcallHandle(
                                function,
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.ADDRESS)));
            } catch (RuntimeException | LinkageError unavailable) {
                log.atInfo()
                        .addKeyValue("reason", unavailable.toString())
                        .log("memory of processes cannot be limited by the operating system");
                return Optional.empty();
            }
        }
    }

    /** Prepares the first {@link #limit} on another thread, because linking takes about 70 ms. Returns at once. */
    static void prepare() {
        Thread.ofPlatform()
                .daemon()
                .name("ffmpeg-memory-limit")
                .start(() -> log.atDebug()
                        .addKeyValue("available", Prlimit.CALL.isPresent())
                        .log("memory limit of processes"));
    }

    /** Limits a running process. @return false if the system cannot, or the process has ended */
    boolean limit(long pid) {
        return Prlimit.CALL.filter(call -> call(call, (int) pid) == 0).isPresent();
    }

    private int call(MethodHandle prlimit, int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(ValueLayout.JAVA_LONG, 2);
            limits.setAtIndex(ValueLayout.JAVA_LONG, 0, bytes);
            limits.setAtIndex(ValueLayout.JAVA_LONG, 1, bytes);
            return (int) prlimit.invokeExact(pid, RLIMIT_DATA, limits, MemorySegment.NULL);
        } catch (Throwable failed) {
            throw new IllegalStateException("prlimit: cannot be called", failed);
        }
    }
}
