package dev.cliprange.job.life;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of a job. */
public enum JobState {
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Returns whether the job waits or runs. */
    public boolean isOpen() {
        return this == QUEUED || this == RUNNING;
    }

    /** The name in the HTTP contract and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
