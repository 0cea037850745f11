package dev.cliprange.storage.read;

import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.SourceAllowList;
import dev.cliprange.storage.location.SourceKind;
import java.net.URI;
import reactor.core.publisher.Mono;

/** A web resource, with the rule its redirects are held to: each target must be allowed like the first address. */
public record WebObject(HttpLocation location, SourceAllowList allowList) implements RemoteObject {

    @Override
    public SourceKind kind() {
        return SourceKind.HTTP;
    }

    @Override
    public Mono<URI> address() {
        return Mono.just(location.address());
    }

    @Override
    public RemoteObject redirected(String target) {
        try {
            HttpLocation moved =
                    HttpLocation.parse(location.address().resolve(target).toString());
            allowList.require(moved);
            return new WebObject(moved, allowList);
        } catch (IllegalArgumentException e) {
            throw ReadFailures.unreadable("Its server redirects to something that is no address");
        }
    }
}
