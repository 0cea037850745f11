package dev.cliprange.source.ladder;

import dev.cliprange.slice.rendition.Rung;
import java.util.List;
import java.util.UUID;

/**
 * The re-encoded qualities of a source. The array is never compared and never modified.
 *
 * @param id names the bytes of all its segments
 * @param revision of the object that it was made of
 * @param generation of the index that it was made with
 * @param rungs the qualities with the rates that the encoder got, in the order of the tracks of the directory
 * @param directory an encoded {@link dev.cliprange.index.IndexDirectory}
 * @param pagesKey the key of the pages of its index
 * @param objects the key of the media of each page; empty text if no frame begins in the page
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never modified.
public record Ladder(
        UUID id,
        UUID sourceId,
        String revision,
        int generation,
        List<Rung> rungs,
        byte[] directory,
        String pagesKey,
        List<String> objects) {

    public Ladder {
        rungs = List.copyOf(rungs);
        objects = List.copyOf(objects);
    }
}
