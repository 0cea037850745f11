package dev.cliprange.ffmpeg.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps the last lines of stderr and the {@link FfmpegDiagnostic}s of all lines. It reads everything at once and keeps
 * little, so that the process never waits.
 */
public final class StderrTail {

    private static final int LINE_LIMIT = 1024;
    private static final int LINES_KEPT = 8;

    private final Deque<String> tail = new ArrayDeque<>();
    private final Set<FfmpegDiagnostic> diagnostics = EnumSet.noneOf(FfmpegDiagnostic.class);
    private final String secret;
    private final Consumer<String> lines;
    private final StringBuilder line = new StringBuilder();

    /**
     * @param secret the URL or path of the source. It is not kept, and its words are not taken for a diagnostic
     * @param lines also receives each line, on the reading thread; long lines are cut
     */
    public StderrTail(String secret, Consumer<String> lines) {
        this.secret = secret;
        this.lines = lines;
    }

    /** Reads to the end. An exception is an end: the process was killed. */
    public void drain(InputStream stderr) {
        byte[] buffer = new byte[8192];
        try {
            for (int count = stderr.read(buffer); count >= 0; count = stderr.read(buffer)) {
                accept(buffer, count);
            }
        } catch (IOException gone) {
            // Killing a process closes its streams.
        }
        endLine();
    }

    /** The diagnostics of all lines so far. */
    public synchronized Set<FfmpegDiagnostic> diagnostics() {
        return diagnostics.isEmpty() ? Set.of() : EnumSet.copyOf(diagnostics);
    }

    /** The last lines in one, for the log only. */
    public synchronized String text() {
        return String.join(" | ", tail);
    }

    private void accept(byte[] bytes, int count) {
        String text = new String(bytes, 0, count, StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                endLine();
            } else if (line.length() < LINE_LIMIT) {
                line.append(c);
            }
        }
    }

    private void endLine() {
        if (line.isEmpty()) {
            return;
        }
        String whole = line.toString().replace(secret, "<source>");
        line.setLength(0);
        synchronized (this) {
            if (tail.size() == LINES_KEPT) {
                tail.removeFirst();
            }
            tail.addLast(whole);
            // Indented lines show metadata of the file, which may be any text.
            if (!whole.startsWith(" ")) {
                diagnostics.addAll(FfmpegDiagnostic.in(whole));
            }
        }
        lines.accept(whole);
    }
}
