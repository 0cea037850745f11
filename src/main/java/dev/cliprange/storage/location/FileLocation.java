package dev.cliprange.storage.location;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * A file of this machine.
 *
 * @param path absolute, without dot segments; symbolic links are not resolved yet
 */
public record FileLocation(Path path) implements Location {

    private static final String SCHEME = "file:///";

    /**
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed} for a relative path or one with dot
     *     segments
     */
    public FileLocation {
        if (!path.isAbsolute() || !path.equals(path.normalize())) {
            throw Location.notAllowed("A file URL is file:///path, absolute and without dot segments");
        }
    }

    static FileLocation parse(String uri) {
        if (!uri.startsWith(SCHEME)) {
            throw Location.notAllowed("A file URL is file:///path, with three slashes");
        }
        try {
            URI parsed = new URI(uri);
            if (parsed.getRawQuery() != null || parsed.getRawFragment() != null) {
                throw Location.notAllowed("A file URL has no query and no fragment; encode ? as %3F and # as %23");
            }
            return new FileLocation(PathSegments.ofEncoded(parsed.getRawPath()).toPath());
        } catch (URISyntaxException e) {
            throw Location.notAllowed("The URL cannot be read as a URI; encode a space as %20");
        }
    }

    @Override
    public String uri() {
        return SCHEME.substring(0, SCHEME.length() - 1) + PathSegments.encode(path.toString());
    }

    @Override
    public String toString() {
        return uri();
    }
}
