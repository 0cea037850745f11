package dev.cliprange.storage.client;

import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import java.io.IOException;
import java.util.Optional;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Decides whether a response or a broken connection is final or worth another attempt. */
public final class ReadFailures {

    private ReadFailures() {}

    /** The failure that a status means; empty for 206. */
    public static Optional<RuntimeException> ofStatus(HttpClientResponse response) {
        int status = response.status().code();
        return switch (status) {
            case 206 -> Optional.empty();
            case 200 -> Optional.of(unreadable("Its server does not answer byte ranges"));
            case 404, 410 ->
                Optional.of(new FailureException(Failure.SOURCE_NOT_FOUND, "Its server knows no such object"));
            case 412 -> Optional.of(changed());
            case 416 -> Optional.of(unreadable("The object is empty, or shorter than it was"));
            case 401, 403 -> Optional.of(unreadable("Its server does not let us read it"));
            case 408, 504 -> Optional.of(new TransientReadException(Failure.SOURCE_TIMEOUT, "status " + status));
            case 425, 429, 500, 502, 503 ->
                Optional.of(new TransientReadException(Failure.SOURCE_UNREADABLE, "status " + status));
            default -> Optional.of(unreadable("Its server answers with status " + status));
        };
    }

    public static FailureException changed() {
        return new FailureException(Failure.SOURCE_CHANGED, "The object is not the one that was indexed");
    }

    public static FailureException unreadable(String detail) {
        return new FailureException(Failure.SOURCE_UNREADABLE, detail);
    }

    /** The failure itself if it is final, else a {@link TransientReadException}. */
    public static Throwable classify(Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (link instanceof FailureException || link instanceof TransientReadException) {
                return link;
            }
        }
        return switch (failure) {
            case PoolAcquirePendingLimitException e ->
                new FailureException(Failure.TOO_BUSY, "Too many reads wait for the storage", e);
            case PoolAcquireTimeoutException e ->
                new FailureException(Failure.TOO_BUSY, "No connection to the storage became free in time", e);
            case TimeoutException e -> new TransientReadException(Failure.SOURCE_TIMEOUT, e);
            case ConnectTimeoutException e -> new TransientReadException(Failure.SOURCE_TIMEOUT, e);
            case DnsNameResolverTimeoutException e -> new TransientReadException(Failure.SOURCE_TIMEOUT, e);
            case IOException e -> new TransientReadException(Failure.SOURCE_UNREADABLE, e);
            default -> failure;
        };
    }
}
