package dev.cliprange.launch.database;

import dev.cliprange.launch.problem.StartFailedException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;

/**
 * Waits until the database accepts a connection. It tries again only while the database cannot be reached, and for a
 * bounded time in all.
 *
 * @param url the JDBC URL
 * @param longest the time for all attempts together; 0 for a single attempt
 */
record DatabaseWait(String url, String user, String password, Duration longest) {

    private static final Logger log = LoggerFactory.getLogger(DatabaseWait.class);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    DatabaseWait {
        if (longest.isNegative() || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "cliprange.database.start-wait: " + longest.toSeconds() + "s (expected: 0s to 60s)");
        }
    }

    static DatabaseWait of(DataSourceProperties properties, Duration longest) {
        return new DatabaseWait(
                properties.determineUrl(),
                Optional.ofNullable(properties.determineUsername()).orElse(""),
                Optional.ofNullable(properties.determinePassword()).orElse(""),
                longest);
    }

    /**
     * Returns when the database accepts a connection. Blocks.
     *
     * @throws StartFailedException at once if the database rejects the connection, or if it cannot be reached in time
     */
    void await() {
        var failures = new DatabaseFailures(url, user, longest);
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        Optional<SQLException> failure = attempt(LONGEST_ATTEMPT);
        if (failure.filter(DatabaseFailures::isAway).isPresent() && longest.isPositive()) {
            log.warn(failures.waiting(failure.orElseThrow()));
        }
        while (failure.isPresent()) {
            SQLException reason = failure.orElseThrow();
            Duration left = longest.minusNanos(System.nanoTime() - start).minus(pause);
            if (!DatabaseFailures.isAway(reason) || !left.isPositive()) {
                throw failures.failed(reason);
            }
            sleep(pause);
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            failure = attempt(shorter(left, LONGEST_ATTEMPT));
        }
    }

    private Optional<SQLException> attempt(Duration atMost) {
        var settings = new Properties();
        settings.setProperty("user", user);
        settings.setProperty("password", password);
        String seconds = Long.toString(Math.max(1, atMost.toSeconds()));
        settings.setProperty("loginTimeout", seconds);
        settings.setProperty("connectTimeout", seconds);
        try {
            DriverManager.getConnection(url, settings).close();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    private static void sleep(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait for the database was interrupted.", e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseWait[user=" + user + ", longest=" + longest + "]";
    }
}
