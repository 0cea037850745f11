package dev.cliprange.storage.read;

import dev.cliprange.storage.client.ReadFailures;
import dev.cliprange.storage.location.HttpLocation;
import dev.cliprange.storage.location.SourceAllowList;
import dev.cliprange.storage.location.SourceKind;
import java.net.URI;
import reactor.core.publisher.Mono;

/** A web resource. The target of each redirect must be allowed like the first URL. */
public record WebObject(HttpLocation location, SourceAllowList allowList) implements RemoteObject {

    @Override
    public SourceKind kind() {
        return SourceKind.HTTP;
    }

    @Override
    public Mono<URI> url() {
        return Mono.just(location.url());
    }

    @Override
    public RemoteObject redirected(String target) {
        try {
            HttpLocation moved =
                    HttpLocation.parse(location.url().resolve(target).toString());
            allowList.require(moved);
            return new WebObject(moved, allowList);
        } catch (IllegalArgumentException e) {
            throw ReadFailures.unreadable("Its server redirects to something that is no URL");
        }
    }
}
