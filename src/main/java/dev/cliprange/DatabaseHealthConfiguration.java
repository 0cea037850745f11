package dev.cliprange;

import dev.cliprange.failure.Causes;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.ValidationDepth;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The health of the database. It replaces the indicator of Spring Boot, which reports the text of an exception. */
@Configuration(proxyBeanMethods = false)
class DatabaseHealthConfiguration {

    @Bean
    ReactiveHealthIndicator r2dbcHealthIndicator(
            ConnectionFactory connections, @Value("${cliprange.database.url}") String url) {
        return new Indicator(connections, url);
    }

    /** Reports the instance as not ready while the database cannot be used, and why. */
    static final class Indicator extends AbstractReactiveHealthIndicator {

        private static final Duration LONGEST = Duration.ofSeconds(5);
        private static final String SETTING = "setting";

        /** Host, port and name, without user information and parameters. */
        private static final Pattern SERVER = Pattern.compile("//(?:[^/@?]*@)?([^?#]+)");

        private final ConnectionFactory connections;
        private final String server;

        /** @param url the setting, without {@code r2dbc:} */
        Indicator(ConnectionFactory connections, String url) {
            this.connections = connections;
            this.server = server(url);
        }

        @Override
        protected Mono<Health> doHealthCheck(Health.Builder builder) {
            return Mono.usingWhen(
                            connections.create(),
                            connection -> Mono.from(connection.validate(ValidationDepth.REMOTE)),
                            Connection::close)
                    .timeout(LONGEST)
                    .map(valid -> valid
                            ? builder.up().withDetail("database", "PostgreSQL").build()
                            : down(builder, "The connection is broken.", "url"))
                    .onErrorResume(error -> Mono.just(explain(builder, error)));
        }

        private Health explain(Health.Builder builder, Throwable error) {
            Optional<String> state = Causes.of(error)
                    .filter(R2dbcException.class::isInstance)
                    .map(R2dbcException.class::cast)
                    .flatMap(rejected -> Optional.ofNullable(rejected.getSqlState()).stream())
                    .findFirst();
            state.ifPresent(it -> builder.withDetail("sqlState", it));
            // PostgreSQL, appendix A.
            return switch (state.orElse("")) {
                case "28P01", "28000" -> down(builder, "The database rejects the user or the password.", "username");
                case "3D000" -> down(builder, "There is no database of this name.", "url");
                case "53300" -> down(builder, "The database has no connection left.", "url");
                case "57P01", "57P02", "57P03" -> down(builder, "The database is starting or stopping.", "url");
                default -> down(builder, reason(error), "url");
            };
        }

        private Health down(Health.Builder builder, String reason, String setting) {
            return builder.down()
                    .withDetail("missing", "the database")
                    .withDetail("reason", reason)
                    .withDetail(SETTING, "cliprange.database." + setting)
                    .withDetail("server", server)
                    .build();
        }

        private static String reason(Throwable error) {
            if (Causes.find(error, UnknownHostException.class).isPresent()) {
                return "The host name of the database cannot be resolved.";
            }
            if (Causes.find(error, ConnectException.class).isPresent()) {
                return "The database refuses connections.";
            }
            return Causes.find(error, TimeoutException.class).isPresent()
                    ? "The database does not respond, or all connections are in use."
                    : "The database cannot be reached.";
        }

        private static String server(String url) {
            Matcher matcher = SERVER.matcher(url);
            return matcher.find() ? matcher.group(1) : "";
        }
    }
}
