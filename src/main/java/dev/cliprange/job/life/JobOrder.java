package dev.cliprange.job.life;

import java.util.Locale;

/** The order of a list of jobs by the time at which they were created. */
public enum JobOrder {
    OLDEST,
    NEWEST;

    /** The name in the HTTP contract. It says which job is the first. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
