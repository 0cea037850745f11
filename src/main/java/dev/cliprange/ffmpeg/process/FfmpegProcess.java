package dev.cliprange.ffmpeg.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A child process. The caller reads its standard output; a thread drains its stderr. Killing it also kills its
 * children.
 */
public final class FfmpegProcess {

    private static final List<String> ENVIRONMENT =
            List.of("PATH", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZ");
    private static final int STACK_BYTES = 256 * 1024;
    private static final long PAGE_BYTES = 4096;
    /** Matches nothing: input from a pipe has no URL to remove. */
    private static final String NO_SOURCE = "\0";

    private final Process process;
    private final String label;
    private final StderrTail stderr;
    private final Thread stderrReader;
    private final long startedNanos = System.nanoTime();
    private final LongAdder bytesWritten = new LongAdder();
    private final AtomicReference<Optional<KillReason>> killedFor = new AtomicReference<>(Optional.empty());

    private FfmpegProcess(Process process, String label, StderrTail stderr) {
        this.process = process;
        this.label = label;
        this.stderr = stderr;
        this.stderrReader = Thread.ofPlatform()
                .daemon()
                .name("ffmpeg-stderr-" + process.pid())
                .stackSize(STACK_BYTES)
                .unstarted(() -> stderr.drain(process.getErrorStream()));
    }

    /**
     * Starts the program. Blocks for about a millisecond.
     *
     * @param stderrLines receives each line of stderr, on a thread of its own
     * @throws IOException if there is no such program, or the system has no more processes
     */
    static FfmpegProcess start(ProcessRun.Command command, Consumer<String> stderrLines) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        environment.put("GCONV_PATH", "/nonexistent");
        if (command.source().isPresent()) {
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        StderrTail stderr = new StderrTail(command.source().orElse(NO_SOURCE), stderrLines);
        FfmpegProcess started = new FfmpegProcess(builder.start(), command.label(), stderr);
        started.stderrReader.start();
        return started;
    }

    public InputStream stdout() {
        return process.getInputStream();
    }

    public OutputStream stdin() {
        return process.getOutputStream();
    }

    StderrTail stderr() {
        return stderr;
    }

    public void wrote(int bytes) {
        bytesWritten.add(bytes);
    }

    boolean hasWritten() {
        return bytesWritten.sum() > 0;
    }

    long pid() {
        return process.pid();
    }

    long startedNanos() {
        return startedNanos;
    }

    /** The reason why it was killed; empty if it ended by itself. */
    Optional<KillReason> killedFor() {
        return killedFor.get();
    }

    /** Kills the process and its descendants with SIGKILL. Returns at once; only the first reason counts. */
    void kill(KillReason reason) {
        if (process.isAlive() && killedFor.compareAndSet(Optional.empty(), Optional.of(reason))) {
            // Finding descendants reads the whole process table.
            Thread.ofVirtual().name("ffmpeg-kill-" + process.pid()).start(this::killTree);
        }
    }

    /** Waits until the process has been reaped and its stderr was read. Blocks. */
    int awaitExit() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    int code = process.waitFor();
                    // Do not wait longer for a child of FFmpeg that holds stderr open.
                    stderrReader.join(Duration.ofSeconds(1));
                    return code;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Resident memory, in bytes; 0 if the process has ended or the system does not report it. */
    long residentBytes() {
        try {
            String[] pages = Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm"))
                    .split(" ", 3);
            return Long.parseLong(pages[1]) * PAGE_BYTES;
        } catch (IOException | RuntimeException gone) {
            return 0;
        }
    }

    FfmpegSnapshot.RunningProcess describe(long nowNanos) {
        return new FfmpegSnapshot.RunningProcess(
                label, process.pid(), Duration.ofNanos(nowNanos - startedNanos), bytesWritten.sum(), residentBytes());
    }

    private void killTree() {
        List<ProcessHandle> below = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }
}
