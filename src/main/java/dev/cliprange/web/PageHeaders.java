package dev.cliprange.web;

import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;

/** Headers that prevent framing and type sniffing of a page, and loading from other sites. */
public final class PageHeaders {

    static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

    private static final String CLOSED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PageHeaders() {}

    /**
     * Returns a function that sets the headers of a page.
     *
     * @param sources what the page may load, as directives of Content Security Policy that each end in a semicolon;
     *     nothing else is allowed
     */
    public static Consumer<HttpHeaders> of(String sources) {
        String policy = "default-src 'none'; " + sources + " " + CLOSED;
        return headers -> {
            headers.set(CONTENT_SECURITY_POLICY, policy);
            keepType(headers);
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "no-referrer");
        };
    }

    /** Prevents type sniffing. This is enough for responses that are not pages. */
    public static void keepType(HttpHeaders headers) {
        headers.set("X-Content-Type-Options", "nosniff");
    }
}
