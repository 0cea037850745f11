package dev.cliprange.storage.location;

import dev.cliprange.failure.FailureException;
import java.nio.file.Path;
import java.util.List;

/** One entry of the allow-list. */
sealed interface AllowedPrefix {

    boolean matches(Location location);

    /** @throws IllegalArgumentException with the reason, if no source could ever match the entry */
    static AllowedPrefix parse(String entry) {
        try {
            if (entry.equals("http://") || entry.equals("https://")) {
                return new AnyHost(entry.substring(0, entry.length() - "://".length()));
            }
            if (entry.startsWith(S3Location.SCHEME)) {
                return Bucket.parse(entry.substring(S3Location.SCHEME.length()));
            }
            return switch (Location.parse(entry)) {
                case HttpLocation http -> Web.of(http);
                case FileLocation file -> new Folder(file.path());
                case S3Location s3 -> new Bucket(s3.bucket(), PathSegments.ofPlain(s3.key()));
                case DerivedLocation derived -> throw new IllegalArgumentException("not a source: " + derived);
            };
        } catch (FailureException e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    /** A bucket, or the keys in it that begin with the segments. */
    record Bucket(String bucket, PathSegments segments) implements AllowedPrefix {

        public Bucket {
            S3Location.requireBucket(bucket);
        }

        private static Bucket parse(String rest) {
            int slash = rest.indexOf('/');
            return slash < 0
                    ? new Bucket(rest, new PathSegments(List.of()))
                    : new Bucket(rest.substring(0, slash), PathSegments.ofPlain(rest.substring(slash + 1)));
        }

        @Override
        public boolean matches(Location location) {
            return location instanceof S3Location s3
                    && s3.bucket().equals(bucket)
                    && segments.isPrefixOf(PathSegments.ofPlain(s3.key()));
        }
    }

    /** A web server by scheme, host and port, or the paths on it that begin with the segments. */
    record Web(String scheme, String host, int port, PathSegments segments) implements AllowedPrefix {

        private static Web of(HttpLocation location) {
            if (location.url().getRawQuery() != null) {
                throw Location.notAllowed("An allowed prefix has no query");
            }
            return new Web(location.scheme(), location.host(), location.port(), location.segments());
        }

        @Override
        public boolean matches(Location location) {
            return location instanceof HttpLocation http
                    && http.scheme().equals(scheme)
                    && http.host().equals(host)
                    && http.port() == port
                    && segments.isPrefixOf(http.segments());
        }
    }

    /** Every web server on the default port of the scheme; its IP addresses must be public. */
    record AnyHost(String scheme) implements AllowedPrefix {

        @Override
        public boolean matches(Location location) {
            return location instanceof HttpLocation http
                    && http.scheme().equals(scheme)
                    && http.port() == (scheme.equals("https") ? 443 : 80);
        }
    }

    /** The files below a folder. Their resolved paths are checked too. */
    record Folder(Path folder) implements AllowedPrefix {

        @Override
        public boolean matches(Location location) {
            return location instanceof FileLocation file && file.path().startsWith(folder);
        }
    }
}
