package dev.cliprange.web;

import java.util.regex.Pattern;
import org.springframework.web.server.ServerWebExchange;

/** The path of a request as logs show it. */
public final class LoggedPath {

    private static final Pattern SIGNED = Pattern.compile("^(/videos/s/)[^/]+");

    private LoggedPath() {}

    /** Returns the path without the query and without a signature in it: a signature opens the clip for its bearer. */
    public static String of(ServerWebExchange exchange) {
        return SIGNED.matcher(exchange.getRequest().getPath().value()).replaceFirst("$1-");
    }
}
