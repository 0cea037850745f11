package dev.cliprange.index;

import dev.cliprange.codec.CodecList;
import dev.cliprange.codec.MediaFormat;
import dev.cliprange.codec.MediaFormat.Preroll;
import dev.cliprange.codec.SampleEntry;
import dev.cliprange.codec.TrackKind;
import dev.cliprange.movie.PresentationWindow;
import dev.cliprange.movie.Track;
import dev.cliprange.movie.TrackHeader;
import dev.cliprange.timeline.Timescale;
import java.util.List;

/**
 * The properties of a track that all its samples share.
 *
 * @param entries at least one
 * @param rollDistances in samples; {@link TrackSamples#roll} is a 1-based index into them
 * @param frameBytes if above 0, each sample is a block of PCM frames of this size
 * @param endTicks the end of its presentation, on the movie's timeline
 * @param syncOnly whether decoding may start at every sample
 */
public record TrackDescription(
        TrackHeader header,
        Timescale timescale,
        String language,
        List<SampleEntry> entries,
        PresentationWindow window,
        List<Integer> rollDistances,
        int frameBytes,
        long endTicks,
        boolean syncOnly) {

    /** More than any codec needs. A file may declare thousands. */
    private static final int MAX_PREROLL_PACKETS = 256;

    public TrackDescription {
        entries = List.copyOf(entries);
        rollDistances = List.copyOf(rollDistances);
    }

    static TrackDescription of(Track track, PresentationWindow window, long endTicks, boolean syncOnly) {
        return new TrackDescription(
                track.header(),
                track.timescale(),
                track.language(),
                track.entries(),
                window,
                track.rollDistances(),
                track.frameBytes(),
                endTicks,
                syncOnly);
    }

    /** Returns this track with one sample entry, another timescale, and an edit list that shows all samples. */
    public TrackDescription as(SampleEntry entry, Timescale ticks) {
        return new TrackDescription(
                header,
                ticks,
                language,
                List.of(entry),
                new PresentationWindow(0, Long.MIN_VALUE, PresentationWindow.OPEN),
                List.of(),
                0,
                endTicks,
                syncOnly);
    }

    /**
     * Returns this track for the samples of several clips: with their sample entries and timescale, and an edit list that
     * shows all samples.
     *
     * @param sameRolls whether the roll groups of all samples are of this track; otherwise they are not written
     */
    public TrackDescription joined(List<SampleEntry> all, Timescale ticks, boolean sameRolls) {
        return new TrackDescription(
                header,
                ticks,
                language,
                all,
                new PresentationWindow(0, Long.MIN_VALUE, PresentationWindow.OPEN),
                sameRolls ? rollDistances : List.of(),
                frameBytes,
                endTicks,
                syncOnly);
    }

    /** The format of the first sample entry. */
    public MediaFormat format() {
        return entries.getFirst().format();
    }

    /** Returns the codecs of a file with these tracks. Their sample entries are written into every clip. */
    public static CodecList codecs(List<TrackDescription> tracks) {
        return CodecList.of(tracks.stream()
                .flatMap(track -> track.entries().stream())
                .map(SampleEntry::format)
                .toList());
    }

    public TrackKind kind() {
        return format().kind();
    }

    /**
     * Returns where decoding must start so that the sample at {@code first} and all later ones are decoded correctly.
     *
     * @param shown the needed sample with the earliest presentation time. If it is shown before the sync sample at or
     *     before it, decoding starts at an earlier sync sample.
     */
    public int decodingStart(TrackSamples samples, int first, int shown) {
        if (kind() == TrackKind.AUDIO && format().everySampleSync()) {
            return prerollStart(samples, first);
        }
        int sync = syncAtOrBefore(samples, Math.min(first, shown));
        while (sync > 0 && samples.presentationTicks(shown) < samples.presentationTicks(sync)) {
            sync = syncAtOrBefore(samples, sync - 1);
        }
        return kind() == TrackKind.AUDIO ? prerollStart(samples, sync) : sync;
    }

    /** Returns the last sync sample at or before the index, or 0 if there is none. */
    private static int syncAtOrBefore(TrackSamples samples, int index) {
        int sync = index;
        while (sync > 0 && !samples.sync(sync)) {
            sync--;
        }
        return sync;
    }

    private int prerollStart(TrackSamples samples, int first) {
        Preroll preroll = format().preroll();
        int roll = samples.roll(first);
        int packets = preroll.packets();
        if (roll > 0 && roll <= rollDistances.size()) {
            packets = Math.max(packets, -rollDistances.get(roll - 1));
        }
        long fromTicks = samples.decodeTicks(first) - timescale.toTicksCeiling(preroll.durationUs());
        long bytes = 0;
        int start = first;
        while (start > 0
                && first - start < MAX_PREROLL_PACKETS
                && (first - start < packets || samples.decodeTicks(start) > fromTicks || bytes < preroll.sizeBytes())) {
            start--;
            bytes += samples.sizeBytes(start);
        }
        return start;
    }
}
