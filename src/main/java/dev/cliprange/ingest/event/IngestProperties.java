package dev.cliprange.ingest.event;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of bucket notifications.
 *
 * @param eventPrefixes objects below these are registered: {@code s3://bucket/prefix}, or the prefix of keys in the
 *     configured bucket; empty: notifications are off
 */
@ConfigurationProperties("cliprange.ingest")
record IngestProperties(@DefaultValue List<String> eventPrefixes) {

    IngestProperties {
        eventPrefixes = List.copyOf(eventPrefixes);
    }
}
