package dev.cliprange.storage.location;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The locations that may be read, and the IP addresses that their hosts may have. Immutable. */
public final class SourceAllowList {

    private static final List<String> PRIVATE_SUFFIXES =
            List.of(".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".private", ".corp");

    private final List<AllowedPrefix> prefixes;
    private final Set<String> namedHosts;
    private final Set<InetAddress> namedAddresses;

    private SourceAllowList(List<AllowedPrefix> prefixes) {
        this.prefixes = List.copyOf(prefixes);
        this.namedHosts = prefixes.stream()
                .filter(AllowedPrefix.Web.class::isInstance)
                .map(prefix -> ((AllowedPrefix.Web) prefix).host())
                .collect(Collectors.toUnmodifiableSet());
        this.namedAddresses = namedHosts.stream()
                .map(HttpLocation::literal)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param entries URI prefixes
     * @param bucket the configured bucket, which is always allowed; empty for none
     * @throws IllegalArgumentException naming the setting, if an entry cannot be read
     */
    public static SourceAllowList of(List<String> entries, String bucket) {
        List<AllowedPrefix> prefixes = new ArrayList<>();
        if (!bucket.isEmpty()) {
            prefixes.add(new AllowedPrefix.Bucket(bucket, new PathSegments(List.of())));
        }
        for (String entry : entries) {
            try {
                prefixes.add(AllowedPrefix.parse(entry.strip()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "cliprange.sources.allowed: '" + entry + "' is no prefix of a source. " + e.getMessage()
                                + " (expected: s3://bucket[/prefix], https://host[:port][/path], https:// or"
                                + " file:///folder)",
                        e);
            }
        }
        return new SourceAllowList(prefixes);
    }

    /** @throws dev.cliprange.failure.FailureException {@code source-not-allowed} if no prefix covers the location */
    public void require(Location location) {
        if (location instanceof DerivedLocation) {
            return;
        }
        if (prefixes.stream().noneMatch(prefix -> prefix.matches(location))) {
            throw Location.notAllowed("No prefix in cliprange.sources.allowed covers this URL");
        }
        if (location instanceof HttpLocation http) {
            HttpLocation.literal(http.host()).ifPresent(ip -> requireAddress(http.host(), ip));
        }
    }

    /**
     * Checks the IP address that a client is about to connect to. An IP address that is not public passes only if the
     * list allows it by name: it names the host, and the host is that IP address or a name that is private by its form
     * ({@code localhost}, {@code minio}, {@code nas.lan}), or the list names the IP address itself as a host. Otherwise
     * a public name in a foreign DNS could lead into the private network.
     *
     * @param host the name or literal that was resolved
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed}
     */
    void requireAddress(String host, InetAddress ip) {
        boolean allowedByName = namedAddresses.contains(ip) || (namedHosts.contains(host) && isPrivateByForm(host));
        if (!allowedByName && !PublicIp.isPublic(ip)) {
            throw Location.notAllowed("The host has an IP address that is not public and not allowed by name");
        }
    }

    /**
     * The file with symbolic links resolved. Touches the disk.
     *
     * @throws NoSuchFileException if it is not there
     * @throws dev.cliprange.failure.FailureException {@code source-not-allowed} if its real path is outside
     */
    public Path requireRealPath(FileLocation location) throws IOException {
        require(location);
        Path real = location.path().toRealPath();
        for (AllowedPrefix prefix : prefixes) {
            if (prefix instanceof AllowedPrefix.Folder(Path folder) && real.startsWith(folder.toRealPath())) {
                return real;
            }
        }
        throw Location.notAllowed("The path leads out of every allowed folder");
    }

    private static boolean isPrivateByForm(String host) {
        return (!host.contains(".") && !host.contains(":"))
                || PRIVATE_SUFFIXES.stream().anyMatch(host::endsWith);
    }
}
