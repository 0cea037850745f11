package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.SequenceDescription.Part;
import dev.cliprange.timeline.Timescale;
import java.math.RoundingMode;

/**
 * The DASH manifest of a clip or a sequence (ISO/IEC 23009-1): static, for the profiles {@code isoff-live} and
 * {@code cmaf}. It names the same segments as the HLS playlists. A clip is one period, a sequence has a period for each
 * clip. The text is a function of the description.
 */
public final class DashManifest {

    /** The media type (ISO/IEC 23009-1, annex C). */
    public static final String MEDIA_TYPE = "application/dash+xml";

    private static final String NAMESPACE = "urn:mpeg:dash:schema:mpd:2011";
    private static final String PROFILES = "urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019";
    private static final long MICROSECONDS_PER_SECOND = 1_000_000;

    private DashManifest() {}

    /**
     * Returns the manifest of a clip.
     *
     * @param base the folder that the paths of {@link StreamFile} begin in, relative to the manifest and with a slash at
     *     its end; empty if it is the manifest's folder
     */
    public static String write(StreamDescription stream, String base) {
        return write(SequenceDescription.of(stream), base);
    }

    /** Returns the manifest of a sequence. The parameter is that of {@link #write(StreamDescription, String)}. */
    public static String write(SequenceDescription sequence, String base) {
        if (!base.isEmpty()) {
            Attributes.checkRelative(base);
        }
        var xml = new XmlText();
        long durationUs = sequence.parts().stream()
                .mapToLong(part -> durationUs(part.stream()))
                .sum();
        xml.start("MPD")
                .attribute("xmlns", NAMESPACE)
                .attribute("profiles", PROFILES)
                .attribute("type", "static")
                .attribute("mediaPresentationDuration", duration(durationUs))
                .attribute("maxSegmentDuration", duration(sequence.longestUs()))
                .attribute("minBufferTime", "PT" + sequence.targetSeconds() + "S");
        long startUs = 0;
        for (int i = 0; i < sequence.parts().size(); i++) {
            Part part = sequence.parts().get(i);
            long lengthUs = durationUs(part.stream());
            xml.start("Period")
                    .attribute("id", i)
                    .attribute("start", duration(startUs))
                    .attribute("duration", duration(lengthUs));
            String folder = base + part.folder();
            if (!folder.isEmpty()) {
                xml.start("BaseURL").text(folder).end();
            }
            new DashPeriod(xml, part.stream(), sequence.targetSeconds()).write();
            xml.end();
            startUs += lengthUs;
        }
        return xml.end().toString();
    }

    /** The duration of a clip in microseconds, rounded up: a shorter period would cut the last frame. */
    private static long durationUs(StreamDescription stream) {
        SegmentList track = stream.mainTrack();
        return Timescale.rescale(
                track.durationTicks(),
                MICROSECONDS_PER_SECOND,
                track.timescale().ticksPerSecond(),
                RoundingMode.CEILING);
    }

    /** Returns an {@code xs:duration}. */
    private static String duration(long us) {
        return "PT" + HlsText.seconds(us) + "S";
    }
}
