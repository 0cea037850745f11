package dev.cliprange.web;

import dev.cliprange.failure.FailureException;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.util.DisconnectedClientHelper;

/** Whether a response failed because its client has closed the connection. That is no failure of this server. */
public final class ClientDeparture {

    private ClientDeparture() {}

    /**
     * Returns whether an error was caused by the client closing the connection. The exception of a write to a closed
     * connection depends on the transport and on the kind of write, so this also checks the connection.
     *
     * @param error of the response's body, before this server has closed the connection
     */
    public static boolean isCause(Throwable error, ServerHttpResponse response) {
        if (error instanceof FailureException) {
            return false;
        }
        boolean closed = NettyExchange.findChannel(response)
                .filter(channel -> !channel.isActive())
                .isPresent();
        return closed || DisconnectedClientHelper.isClientDisconnectedException(error);
    }
}
