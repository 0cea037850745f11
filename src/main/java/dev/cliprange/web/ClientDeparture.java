package dev.cliprange.web;

import dev.cliprange.failure.FailureException;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.util.DisconnectedClientHelper;

/** Whether a response failed because its client has closed the connection. That is no failure of this server. */
public final class ClientDeparture {

    private ClientDeparture() {}

    /**
     * Returns whether the client's departure is the cause of an error. A write to a connection that is closed fails
     * with one of several exceptions, which differ by transport and by the way of writing; so the connection itself is
     * asked, too.
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
