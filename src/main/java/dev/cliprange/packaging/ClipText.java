package dev.cliprange.packaging;

import dev.cliprange.codec.TextCodec;
import dev.cliprange.index.TextIndex;
import dev.cliprange.index.TextIndex.TextSpan;
import dev.cliprange.index.TextIndex.TextTrack;
import dev.cliprange.timeline.TimeRange;
import java.util.ArrayList;
import java.util.List;

/**
 * A text track of a clip's stream.
 *
 * @param track its place among the text tracks of the source
 * @param language as in the source
 * @param sizeBytes about the size of its file
 */
record ClipText(int track, TextCodec codec, String language, long sizeBytes) {

    /** For tags, references and the line of times. */
    private static final int CUE_BYTES = 64;

    private static final int HEADER_BYTES = 80;

    /** Returns all text tracks of a source. A track without a cue in the clip is one too: its file is empty. */
    static List<ClipText> of(TextIndex index, TimeRange shown) {
        var texts = new ArrayList<ClipText>();
        for (int i = 0; i < index.tracks().size(); i++) {
            TextTrack track = index.tracks().get(i);
            long sizeBytes = HEADER_BYTES;
            for (TextSpan sample : track.in(shown)) {
                sizeBytes += CUE_BYTES + sample.sizeBytes();
            }
            texts.add(new ClipText(i, track.codec(), track.language(), sizeBytes));
        }
        return List.copyOf(texts);
    }

    /** The name of the track in paths. */
    String id() {
        return Integer.toString(track);
    }
}
