package dev.cliprange.web;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import java.util.Optional;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Any exception as one of our failures; the sentence never repeats a foreign exception's text. */
final class FailureTranslation {

    private FailureTranslation() {}

    static FailureException translate(Throwable error) {
        return find(error, FailureException.class)
                .or(() -> find(error, DataBufferLimitException.class)
                        .map(e -> new FailureException(
                                Failure.PAYLOAD_TOO_LARGE, "The request's body is larger than this server reads.")))
                .or(() -> find(error, DecodingException.class).map(FailureTranslation::unreadable))
                .or(() -> find(error, ErrorResponse.class).map(FailureTranslation::ofSpring))
                .or(() -> find(error, DataAccessException.class).map(FailureTranslation::ofDatabase))
                .or(() -> find(error, TransactionException.class).map(FailureTranslation::ofDatabase))
                .orElseGet(() -> new FailureException(
                        Failure.INTERNAL, "The request failed for a reason on our side; it is logged.", error));
    }

    private static FailureException unreadable(DecodingException error) {
        return find(error, UnrecognizedPropertyException.class)
                .map(e -> new FailureException(
                        Failure.REQUEST_INVALID, "The field '" + e.getPropertyName() + "' is not known here."))
                .or(() -> find(error, DatabindException.class).map(FailureTranslation::wrongValue))
                .or(() -> find(error, StreamReadException.class)
                        .map(e -> new FailureException(
                                Failure.REQUEST_INVALID,
                                "The body is no JSON: line " + e.getLocation().getLineNr() + ", column "
                                        + e.getLocation().getColumnNr() + ".")))
                .orElseGet(() -> new FailureException(Failure.REQUEST_INVALID, "The request's body cannot be read."));
    }

    private static FailureException wrongValue(DatabindException error) {
        String field = error.getPath().stream()
                .map(reference -> String.valueOf(reference.getPropertyName()))
                .reduce((outer, inner) -> outer + "." + inner)
                .orElse("body");
        return new FailureException(
                Failure.REQUEST_INVALID, "The field '" + field + "' has a value of the wrong form.");
    }

    private static FailureException ofSpring(ErrorResponse error) {
        HttpStatus status = Optional.ofNullable(
                        HttpStatus.resolve(error.getStatusCode().value()))
                .orElse(HttpStatus.INTERNAL_SERVER_ERROR);
        return switch (status) {
            case NOT_FOUND -> new FailureException(Failure.NOT_FOUND, "Nothing is served under this path.");
            case METHOD_NOT_ALLOWED ->
                new FailureException(Failure.METHOD_NOT_ALLOWED, "This path does not take the request's method.");
            case NOT_ACCEPTABLE ->
                new FailureException(Failure.NOT_ACCEPTABLE, "None of the accepted media types can be produced.");
            case UNSUPPORTED_MEDIA_TYPE ->
                new FailureException(Failure.UNSUPPORTED_CONTENT_TYPE, "Send the body as application/json.");
            case CONTENT_TOO_LARGE ->
                new FailureException(Failure.PAYLOAD_TOO_LARGE, "The request's body is larger than this server reads.");
            default ->
                status.is4xxClientError()
                        ? new FailureException(
                                Failure.REQUEST_INVALID, "A parameter, header or field of the request is not valid.")
                        : new FailureException(
                                Failure.INTERNAL, "The request failed for a reason on our side; it is logged.");
        };
    }

    private static FailureException ofDatabase(Exception error) {
        return new FailureException(
                Failure.DATABASE_UNAVAILABLE, "The database did not answer; try again in a moment.", error);
    }

    private static <T> Optional<T> find(Throwable error, Class<T> type) {
        Throwable current = error;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (type.isInstance(current)) {
                return Optional.of(type.cast(current));
            }
            current = current.getCause();
        }
        return Optional.empty();
    }
}
