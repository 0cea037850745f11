package dev.cliprange.web.problem;

import dev.cliprange.failure.Causes;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.Optional;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.ServerWebInputException;

/**
 * Translates any exception into a {@link FailureException}. The detail never contains the text of another exception.
 */
final class FailureTranslation {

    private FailureTranslation() {}

    static FailureException translate(Throwable error) {
        return Causes.find(error, FailureException.class)
                .or(() -> Causes.find(error, DataBufferLimitException.class)
                        .map(e -> new FailureException(
                                Failure.PAYLOAD_TOO_LARGE,
                                "The body of the request is larger than this server accepts.")))
                .or(() -> Causes.find(error, DecodingException.class).map(BodyFailures::of))
                .or(() -> Causes.find(error, ServerWebInputException.class).flatMap(ConstraintFailures::find))
                .or(() -> Causes.find(error, HandlerMethodValidationException.class)
                        .flatMap(ConstraintFailures::find))
                .or(() -> Causes.find(error, ErrorResponse.class).map(FailureTranslation::ofSpring))
                .or(() -> Causes.find(error, DataAccessException.class).map(FailureTranslation::ofDatabase))
                .or(() -> Causes.find(error, TransactionException.class).map(FailureTranslation::ofDatabase))
                .orElseGet(() -> new FailureException(
                        Failure.INTERNAL, "An internal error occurred. It is in the log of the server.", error));
    }

    private static FailureException ofSpring(ErrorResponse error) {
        HttpStatus status = Optional.ofNullable(
                        HttpStatus.resolve(error.getStatusCode().value()))
                .orElse(HttpStatus.INTERNAL_SERVER_ERROR);
        return switch (status) {
            case NOT_FOUND -> new FailureException(Failure.NOT_FOUND, "There is no resource at this path.");
            case METHOD_NOT_ALLOWED ->
                new FailureException(Failure.METHOD_NOT_ALLOWED, "This path does not support the method.");
            case NOT_ACCEPTABLE ->
                new FailureException(Failure.NOT_ACCEPTABLE, "This URL has none of the media types in 'Accept'.");
            case UNSUPPORTED_MEDIA_TYPE ->
                new FailureException(Failure.UNSUPPORTED_CONTENT_TYPE, "Send the body as application/json.");
            case CONTENT_TOO_LARGE ->
                new FailureException(
                        Failure.PAYLOAD_TOO_LARGE, "The body of the request is larger than this server accepts.");
            default ->
                status.is4xxClientError()
                        ? new FailureException(
                                Failure.REQUEST_INVALID, "A parameter, header or field of the request is invalid.")
                        : new FailureException(
                                Failure.INTERNAL, "An internal error occurred. It is in the log of the server.");
        };
    }

    private static FailureException ofDatabase(Exception error) {
        return new FailureException(
                Failure.DATABASE_UNAVAILABLE, "The database is unavailable. Try again in a moment.", error);
    }
}
