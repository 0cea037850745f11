package dev.cliprange.source;

import dev.cliprange.codec.CodecList;
import dev.cliprange.storage.location.Location;
import dev.cliprange.storage.read.ObjectStat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A source that has been read, with the properties that cutting and serving need.
 *
 * @param location of the object that clips are made of. Its URI may contain a secret, so {@code toString} omits it
 * @param sizeBytes of the object
 * @param revision names the object's bytes
 * @param durationUs from the start of the first frame to the end of the last one, greater than 0
 * @param indexGeneration of the reading, see {@link IndexGeneration}
 * @param ladderId names its renditions; empty if it has none
 * @param title for people; empty if it has none
 */
public record ReadySource(
        UUID id,
        Location location,
        long sizeBytes,
        String revision,
        long durationUs,
        SourceMedia media,
        boolean sliceable,
        int indexGeneration,
        Optional<UUID> ladderId,
        Optional<String> title) {

    /** A source that clips are made of as it is. */
    public ReadySource(
            UUID id,
            String uri,
            long sizeBytes,
            String revision,
            long durationUs,
            SourceMedia media,
            boolean sliceable,
            int indexGeneration) {
        this(
                id,
                Location.parse(uri),
                sizeBytes,
                revision,
                durationUs,
                media,
                sliceable,
                indexGeneration,
                Optional.empty(),
                Optional.empty());
    }

    /** Returns this source with another object, which is an MP4 and has only the tracks of clips. */
    ReadySource slicedFrom(Source.MediaObject object) {
        return new ReadySource(
                id,
                object.location(),
                object.sizeBytes(),
                object.revision(),
                durationUs,
                media.inMp4(),
                sliceable,
                indexGeneration,
                ladderId,
                title);
    }

    /** Returns this source with renditions. */
    ReadySource withLadder(UUID ladder) {
        return new ReadySource(
                id,
                location,
                sizeBytes,
                revision,
                durationUs,
                media,
                sliceable,
                indexGeneration,
                Optional.of(ladder),
                title);
    }

    /** Returns this source with a title. */
    ReadySource withTitle(Optional<String> title) {
        return new ReadySource(
                id, location, sizeBytes, revision, durationUs, media, sliceable, indexGeneration, ladderId, title);
    }

    /** Returns the object as it was when it was read. Later reads must find the same revision. */
    public ObjectStat object() {
        return new ObjectStat(sizeBytes, revision);
    }

    /**
     * Returns the codecs of clips that FFmpeg makes of this source. They are known if FFmpeg has probed it, because the
     * probe makes a clip. The clips of a sliced source have the codecs of their layouts.
     */
    public CodecList codecs() {
        return new CodecList(media.video() != null, sliceable ? List.of() : media.codecs());
    }

    @Override
    public String toString() {
        return "ReadySource[id=" + id + ", sizeBytes=" + sizeBytes + ", durationUs=" + durationUs + "]";
    }
}
