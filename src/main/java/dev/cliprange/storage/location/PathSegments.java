package dev.cliprange.storage.location;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * The decoded segments of a path, so that URLs are compared by meaning and not by spelling. The
 * empty segment of a trailing slash is kept.
 */
record PathSegments(List<String> segments) {

    private static final int DEEPEST_ENCODING = 4;

    PathSegments {
        segments = List.copyOf(segments);
    }

    /**
     * @param path a URI's raw path, empty or with a leading slash
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed} for dot segments in any encoding, and
     *     for encoded slashes, backslashes and control characters
     */
    static PathSegments ofEncoded(String path) {
        if (path.isEmpty()) {
            return new PathSegments(List.of());
        }
        return new PathSegments(List.of(path.substring(1).split("/", -1)).stream()
                .map(PathSegments::decode)
                .toList());
    }

    /** Of a name in which nothing is encoded, without a leading slash, as an S3 key. */
    static PathSegments ofPlain(String path) {
        return new PathSegments(path.isEmpty() ? List.of() : List.of(path.split("/", -1)));
    }

    /** Whether these are the leading segments of the other; a trailing slash here makes no difference. */
    boolean isPrefixOf(PathSegments other) {
        List<String> own = withoutTrailingSlash();
        return own.size() <= other.segments.size() && own.equals(other.segments.subList(0, own.size()));
    }

    Path toPath() {
        try {
            return Path.of("/" + String.join("/", segments));
        } catch (InvalidPathException e) {
            throw Location.notAllowed("The path cannot be a path of this machine");
        }
    }

    /** The raw form of an absolute path for a URI. */
    static String encode(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("path: no URI path", e);
        }
    }

    private List<String> withoutTrailingSlash() {
        boolean trailing = !segments.isEmpty() && segments.getLast().isEmpty();
        return trailing ? segments.subList(0, segments.size() - 1) : segments;
    }

    private static String decode(String raw) {
        String segment = percentDecode(raw);
        // A server may decode once more than its proxy: "%252e%252e" is ".." to it.
        String deeper = segment;
        for (int depth = 0; depth < DEEPEST_ENCODING; depth++) {
            requirePlain(deeper);
            if (!deeper.contains("%")) {
                return segment;
            }
            deeper = deeper.matches(".*%[0-9A-Fa-f]{2}.*") ? percentDecode(deeper) : deeper.replace("%", "");
        }
        throw Location.notAllowed("The path is percent-encoded several times over");
    }

    private static void requirePlain(String segment) {
        if (segment.chars()
                .anyMatch(character -> character == '/' || character == '\\' || Character.isISOControl(character))) {
            throw Location.notAllowed("The path holds an encoded slash, a backslash or a control character");
        }
        // "..;x" is ".." to servers that take path parameters.
        String name = segment.split(";", 2)[0];
        if (name.equals(".") || name.equals("..")) {
            throw Location.notAllowed("The path holds a dot segment");
        }
    }

    private static String percentDecode(String text) {
        try {
            // URLDecoder is for forms, where a plus is a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Location.notAllowed("The path's percent-encoding is broken");
        }
    }
}
