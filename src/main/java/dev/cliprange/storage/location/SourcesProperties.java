package dev.cliprange.storage.location;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may become a source besides the objects of the configured bucket.
 *
 * @param allowed URI prefixes: {@code s3://bucket[/prefix]}, {@code https://host[:port][/path]}, {@code https://} (any
 *     host with a public IP address, on the scheme's own port), {@code file:///folder}
 */
@ConfigurationProperties("cliprange.sources")
public record SourcesProperties(@DefaultValue List<String> allowed) {

    public SourcesProperties {
        allowed = List.copyOf(allowed);
    }
}
