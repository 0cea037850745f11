package dev.cliprange.source;

import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import java.util.UUID;

/**
 * A source that was read: what cutting and serving need of it.
 *
 * @param uri in full; its query may be a secret, so this record does not print it
 * @param sizeBytes of the object
 * @param revision names the object's bytes
 * @param durationUs from the first frame's start to the last one's end, greater than 0
 * @param indexGeneration of the reading that gave all this, see {@link IndexGeneration}
 */
public record ReadySource(
        UUID id,
        String uri,
        long sizeBytes,
        String revision,
        long durationUs,
        SourceMedia media,
        boolean sliceable,
        int indexGeneration) {

    public Location location() {
        return Location.parse(uri);
    }

    /** The object as it was when it was read: what every later read must find. */
    public ObjectStat object() {
        return new ObjectStat(sizeBytes, revision);
    }

    @Override
    public String toString() {
        return "ReadySource[id=" + id + ", sizeBytes=" + sizeBytes + ", durationUs=" + durationUs + "]";
    }
}
