package dev.cliprange.packaging.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the cues of text tracks. */
public final class TextCues {

    private TextCues() {}

    /**
     * Returns the cues of samples in the order of their starts. A cue that a track has divided over neighbouring samples
     * is one cue.
     *
     * @param samples in the order of their times
     * @param offsetUs what is added to a time in a document of {@code stpp} to get a presentation time: documents count
     *     from the start of the track's media (ISO/IEC 14496-30, 5), before the edit list. Other formats do not use it
     * @throws dev.cliprange.mp4.MalformedMp4Exception if a sample breaks its format
     */
    public static List<Cue> read(TextFormat format, List<TextSample> samples, long offsetUs) {
        var cues = new ArrayList<Cue>();
        // The cues that end where the next sample begins; they may be continued.
        var open = new ArrayList<Cue>();
        for (TextSample sample : samples) {
            var next = new ArrayList<Cue>();
            for (Cue cue : read(format, sample, offsetUs)) {
                next.add(join(open, cue));
            }
            cues.addAll(open);
            open.clear();
            open.addAll(next);
        }
        cues.addAll(open);
        cues.sort(Comparator.comparingLong(Cue::startUs));
        return List.copyOf(cues);
    }

    /** Returns the cue, longer by one that it continues. That one is removed from the list. */
    private static Cue join(List<Cue> open, Cue cue) {
        for (Cue earlier : open) {
            if (earlier.isContinuedBy(cue)) {
                open.remove(earlier);
                return earlier.until(cue.endUs());
            }
        }
        return cue;
    }

    private static List<Cue> read(TextFormat format, TextSample sample, long offsetUs) {
        return switch (format) {
            case TX3G -> Tx3gSample.read(sample);
            case WVTT -> WvttSample.read(sample);
            case STPP -> readDocument(sample, offsetUs);
        };
    }

    /** A document may have cues of other samples too: each sample shows what is inside its own time. */
    private static List<Cue> readDocument(TextSample sample, long offsetUs) {
        if (sample.data().limit() == 0) {
            return List.of();
        }
        var bytes = new byte[sample.data().limit()];
        sample.data().get(0, bytes);
        return TtmlDocument.read(bytes).stream()
                .map(cue -> within(cue, sample, offsetUs))
                .filter(cue -> cue.startUs() < cue.endUs())
                .toList();
    }

    private static Cue within(Cue cue, TextSample sample, long offsetUs) {
        long startUs = Math.max(cue.startUs() + offsetUs, sample.startUs());
        long endUs = cue.endUs() == Long.MAX_VALUE ? sample.endUs() : Math.min(cue.endUs() + offsetUs, sample.endUs());
        return new Cue(startUs, endUs, cue.settings(), cue.text());
    }
}
