package dev.cliprange.movie;

import dev.cliprange.codec.MediaFormat;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.movie.sample.SampleCursor;
import dev.cliprange.movie.sample.SampleMarks;
import dev.cliprange.movie.sample.Samples;
import dev.cliprange.movie.sample.TrackCursor;
import dev.cliprange.timeline.Timescale;
import java.util.List;
import java.util.Optional;

/** A track of a source. Gives access to its samples. */
public final class Track {

    private final int id;
    private final TrackHeader header;
    private final MediaHeader media;
    private final List<SampleEntry> entries;
    private final PresentationWindow window;
    private final List<Integer> rollDistances;
    private final int frameBytes;
    private final List<Samples> parts;
    private final Optional<SampleMarks> marks;

    Track(
            int id,
            TrackHeader header,
            MediaHeader media,
            List<SampleEntry> entries,
            PresentationWindow window,
            List<Integer> rollDistances,
            int frameBytes,
            List<Samples> parts) {
        this(id, header, media, entries, window, rollDistances, frameBytes, parts, Optional.empty());
    }

    private Track(
            int id,
            TrackHeader header,
            MediaHeader media,
            List<SampleEntry> entries,
            PresentationWindow window,
            List<Integer> rollDistances,
            int frameBytes,
            List<Samples> parts,
            Optional<SampleMarks> marks) {
        this.id = id;
        this.header = header;
        this.media = media;
        this.entries = List.copyOf(entries);
        this.window = window;
        this.rollDistances = List.copyOf(rollDistances);
        this.frameBytes = frameBytes;
        this.parts = List.copyOf(parts);
        this.marks = marks;
    }

    /** Returns this track with the findings from its bitstream. */
    Track with(SampleMarks found) {
        return new Track(id, header, media, entries, window, rollDistances, frameBytes, parts, Optional.of(found));
    }

    public int id() {
        return id;
    }

    public TrackHeader header() {
        return header;
    }

    public Timescale timescale() {
        return media.timescale();
    }

    /** Three letters (ISO 639-2/T); {@code und} when unknown. */
    public String language() {
        return media.language();
    }

    /** At least one. */
    public List<SampleEntry> entries() {
        return entries;
    }

    /** Of the first sample entry. */
    public MediaFormat format() {
        return entries.getFirst().format();
    }

    public PresentationWindow window() {
        return window;
    }

    /** Roll distances in samples. {@link SampleCursor#roll()} is a 1-based index into them. */
    public List<Integer> rollDistances() {
        return rollDistances;
    }

    /** If above 0, samples are PCM frames of this size, and the cursor returns them in blocks. */
    public int frameBytes() {
        return frameBytes;
    }

    /** Returns a new cursor before the first sample. */
    public SampleCursor samples() {
        return new TrackCursor(parts, id, entries.size(), format().everySampleSync(), marks);
    }
}
