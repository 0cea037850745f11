package dev.cliprange.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines that this JVM logs from now on, from a level on. A server that starts later removes it: create this after the last start. */
public final class ErrorLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    /** The storage of the tests runs in the same JVM, and logs an error for a call that it does not know. */
    private static final String STORAGE = "org.gaul.";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Level least;

    /** ERROR lines. */
    public ErrorLines() {
        this(Level.ERROR);
    }

    /** Lines of this level and above. */
    public ErrorLines(Level least) {
        this.least = least;
        setContext(context());
        start();
        root().addAppender(this);
    }

    /** Each line with the class of its exception, if it has one. */
    public List<String> lines() {
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(least) && !event.getLoggerName().startsWith(STORAGE)) {
            var cause = event.getThrowableProxy();
            lines.add(event.getLoggerName() + ": " + event.getFormattedMessage()
                    + (cause == null ? "" : " (" + cause.getClassName() + ": " + cause.getMessage() + ")"));
        }
    }

    @Override
    public void close() {
        root().detachAppender(this);
    }

    private static ch.qos.logback.classic.Logger root() {
        return context().getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
