package dev.cliprange;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

class DatabaseHealthConfigurationTest {

    private static final String URL = "postgresql://user:secret@db.example:5433/clips?sslpassword=hidden";

    @ParameterizedTest
    @MethodSource("faults")
    void health_databaseThatCannotBeUsed_saysWhyWithoutSecrets(Throwable error, String reason, String setting) {
        var indicator =
                new DatabaseHealthConfiguration.Indicator(new Failing(new IllegalStateException("secret", error)), URL);

        Health health = Objects.requireNonNull(indicator.health().block(Duration.ofSeconds(20)));

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails())
                .containsEntry("reason", reason)
                .containsEntry("setting", "cliprange.database." + setting)
                .containsEntry("server", "db.example:5433/clips");
        assertThat(health.toString()).doesNotContain("secret", "hidden", "user:");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(rejected("28P01"), "The database rejects the user or the password.", "username"),
                Arguments.of(rejected("3D000"), "There is no database of this name.", "url"),
                Arguments.of(rejected("53300"), "The database has no connection left.", "url"),
                Arguments.of(rejected("57P03"), "The database is starting or stopping.", "url"),
                Arguments.of(new ConnectException("secret"), "The database refuses connections.", "url"),
                Arguments.of(
                        new UnknownHostException("secret"), "The host name of the database cannot be resolved.", "url"),
                Arguments.of(
                        new TimeoutException("secret"),
                        "The database does not respond, or all connections are in use.",
                        "url"),
                Arguments.of(new IllegalStateException("secret"), "The database cannot be reached.", "url"));
    }

    private static Throwable rejected(String state) {
        return new R2dbcPermissionDeniedException("secret", state);
    }

    private record Failing(Throwable error) implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.error(error);
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "none";
        }
    }
}
