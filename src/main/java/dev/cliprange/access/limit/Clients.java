package dev.cliprange.access.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Knows which client sent a request. All limits per client use this name. */
@Component
public class Clients {

    private static final int NETWORK_BYTES = 8;
    private static final int LONGEST_NAME = 64;

    private final int trustedProxies;

    Clients(LimitProperties limits) {
        this.trustedProxies = limits.trustedProxies();
    }

    /**
     * Returns the name of the client: its IP address (IPv4), or its /64 network (IPv6), because one client has a
     * whole such network. This is the IP address of the peer, or the one that the outermost trusted proxy saw. Entries
     * of {@code X-Forwarded-For} to the left of that one can be forged.
     */
    public String of(ServerHttpRequest request) {
        List<String> forwarded = request.getHeaders().getOrDefault("X-Forwarded-For", List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        if (trustedProxies > 0 && forwarded.size() >= trustedProxies) {
            return name(forwarded.get(forwarded.size() - trustedProxies));
        }
        InetSocketAddress peer = request.getRemoteAddress();
        return peer == null || peer.getAddress() == null ? "unknown" : name(peer.getAddress());
    }

    private static String name(String forwarded) {
        try {
            return name(InetAddress.ofLiteral(host(forwarded)));
        } catch (IllegalArgumentException notAnAddress) {
            return forwarded.substring(0, Math.min(LONGEST_NAME, forwarded.length()));
        }
    }

    /** Some proxies append the port. */
    private static String host(String forwarded) {
        if (forwarded.startsWith("[") && forwarded.contains("]")) {
            return forwarded.substring(1, forwarded.indexOf(']'));
        }
        boolean hasPort = forwarded.indexOf(':') >= 0 && forwarded.indexOf(':') == forwarded.lastIndexOf(':');
        return hasPort ? forwarded.substring(0, forwarded.indexOf(':')) : forwarded;
    }

    private static String name(InetAddress ip) {
        return ip instanceof Inet6Address
                ? HexFormat.of().formatHex(ip.getAddress(), 0, NETWORK_BYTES) + "/64"
                : ip.getHostAddress();
    }
}
