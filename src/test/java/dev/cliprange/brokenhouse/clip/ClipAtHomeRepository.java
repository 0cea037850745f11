package dev.cliprange.brokenhouse.clip;

import org.springframework.r2dbc.core.DatabaseClient;

record ClipAtHomeRepository(DatabaseClient database) {
    /** A class inside a repository is part of it. */
    record Row(DatabaseClient database) {}
}
