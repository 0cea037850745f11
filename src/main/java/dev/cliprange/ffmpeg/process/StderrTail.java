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
 * The end of what FFmpeg says, and which {@link FfmpegDiagnostic}s were in all of it. Takes everything at once and keeps
 * little, so that the process never waits for us.
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
     * @param secret never kept, and its words are no diagnostic: the source's address
     * @param lines gets each line as well, on the reading thread; longer ones cut off
     */
    public StderrTail(String secret, Consumer<String> lines) {
        this.secret = secret;
        this.lines = lines;
    }

    /** Reads to the end. An end by an exception (the process is gone) is an end. */
    public void drain(InputStream stderr) {
        byte[] buffer = new byte[8192];
        try {
            for (int count = stderr.read(buffer); count >= 0; count = stderr.read(buffer)) {
                accept(buffer, count);
            }
        } catch (IOException gone) {
            // Closed under us when the process was ended.
        }
        endLine();
    }

    /** What was complained about, in any line so far. */
    public synchronized Set<FfmpegDiagnostic> diagnostics() {
        return diagnostics.isEmpty() ? Set.of() : EnumSet.copyOf(diagnostics);
    }

    /** The last lines on one, for our log only. */
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
            // Indented lines are what the file says about itself, and it may say anything.
            if (!whole.startsWith(" ")) {
                diagnostics.addAll(FfmpegDiagnostic.in(whole));
            }
        }
        lines.accept(whole);
    }
}
