package dev.cliprange.storage.location;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A resource of a web server. RFC 9110, section 4.2, without user information or fragment.
 *
 * @param url absolute, ASCII, with a host; its query may be a secret
 */
public record HttpLocation(URI url) implements Location {

    private static final int LONGEST = 4_096;
    /** Hosts that browsers and libraries read as IPv4 literals, each in its own way: those that end in a number. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");

    /**
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed} for a URL that two parsers may read
     *     differently
     */
    public HttpLocation {
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw Location.notAllowed("The URL is not one of http or https");
        }
        if (url.toString().length() > LONGEST) {
            throw Location.notAllowed("The URL is longer than " + LONGEST + " characters");
        }
        requireHost(url);
        if (url.getRawFragment() != null) {
            throw Location.notAllowed("The URL has a fragment");
        }
        PathSegments.ofEncoded(String.valueOf(url.getRawPath()));
    }

    public static HttpLocation parse(String uri) {
        if (uri.chars().anyMatch(character -> character <= ' ' || character > '~')) {
            throw Location.notAllowed("The URL holds characters that must be percent-encoded");
        }
        try {
            return new HttpLocation(new URI(uri));
        } catch (URISyntaxException e) {
            throw Location.notAllowed("The URL cannot be read as a URI");
        }
    }

    /** In lower case; an IPv6 literal without brackets. */
    public String host() {
        return bareHost(url.getHost());
    }

    /** The one that is named, or the scheme's own. */
    public int port() {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return scheme().equals("https") ? 443 : 80;
    }

    String scheme() {
        return url.getScheme();
    }

    PathSegments segments() {
        return PathSegments.ofEncoded(url.getRawPath());
    }

    @Override
    public String uri() {
        return url.toString();
    }

    /** Without the query. */
    @Override
    public String toString() {
        String shown = scheme() + "://" + url.getRawAuthority() + url.getRawPath();
        return url.getRawQuery() == null ? shown : shown + "?…";
    }

    private static void requireHost(URI url) {
        String host = url.getHost();
        if (host == null || url.getRawAuthority().contains("@")) {
            throw Location.notAllowed("The URL needs a plain host name: no user information, no odd characters");
        }
        String bare = bareHost(host);
        // "0177.0.0.1" is 127.0.0.1 to some readers and 177.0.0.1 to others.
        if (ENDS_IN_NUMBER.matcher(bare).matches()) {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(bare);
            if (bytes == null || !NetUtil.bytesToIpAddress(bytes).equals(bare)) {
                throw Location.notAllowed("The host is a number that is not an IP address in its usual form");
            }
        }
        if (host.contains("%")) {
            throw Location.notAllowed("The host names a network zone");
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw Location.notAllowed("The port is outside 1 to 65535");
        }
    }

    /** @return the IP address of a literal; empty for a name */
    static Optional<InetAddress> literal(String bareHost) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(bareHost);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address is 4 or 16 bytes", e);
        }
    }

    private static String bareHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
