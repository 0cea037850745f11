package dev.cliprange.packaging.playlist;

import dev.cliprange.packaging.playlist.BitRates.Load;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import dev.cliprange.packaging.playlist.StreamFile.Kind;
import dev.cliprange.timeline.FrameRate;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the content of a period: one clip. */
final class DashPeriod {

    private static final String REPRESENTATION = "$RepresentationID$";
    private static final String CICP = "urn:mpeg:mpegB:cicp:";
    /** Values of ISO/IEC 23001-8, transfer characteristics. */
    private static final int PQ = 16;

    private static final int HLG = 18;
    /** Up to here, the channel configuration of ISO/IEC 23001-8 is the number of channels. */
    private static final int PLAIN_CHANNELS = 6;

    private static final int CHANNELS_6_1 = 7;
    private static final int CHANNELS_7_1 = 8;
    private static final int CONFIGURATION_6_1 = 11;
    private static final int CONFIGURATION_7_1 = 12;

    private final XmlText xml;
    private final StreamDescription stream;
    private final long targetSeconds;
    private int sets;

    DashPeriod(XmlText xml, StreamDescription stream, long targetSeconds) {
        this.xml = xml;
        this.stream = stream;
        this.targetSeconds = targetSeconds;
    }

    void write() {
        var families = new LinkedHashMap<String, List<VideoRendition>>();
        stream.video()
                .forEach(video -> families.computeIfAbsent(
                                Codecs.family(video.codecs()) + " " + video.videoRange(), family -> new ArrayList<>())
                        .add(video));
        families.values().forEach(this::writeVideo);
        List<String> names = RenditionNames.unique(
                stream.audio().stream().map(AudioRendition::name).toList());
        for (int i = 0; i < names.size(); i++) {
            writeAudio(stream.audio().get(i), names.get(i), i == 0);
        }
        List<String> textNames = RenditionNames.unique(
                stream.text().stream().map(TextRendition::name).toList());
        for (int i = 0; i < textNames.size(); i++) {
            writeText(stream.text().get(i), textNames.get(i));
        }
    }

    /** A player switches among the renditions of a set, so a set has one codec family and one transfer function. */
    private void writeVideo(List<VideoRendition> videos) {
        boolean openGop = videos.stream().anyMatch(VideoRendition::openGop);
        writeSet("video", "video/mp4")
                .attribute("segmentAlignment", "true")
                .attribute("startWithSAP", openGop ? 2 : 1)
                .attribute(
                        "maxWidth",
                        videos.stream().mapToInt(VideoRendition::width).max().orElseThrow())
                .attribute(
                        "maxHeight",
                        videos.stream().mapToInt(VideoRendition::height).max().orElseThrow());
        switch (videos.getFirst().videoRange()) {
            case SDR -> {}
            case HLG -> writeDescriptor("SupplementalProperty", CICP + "TransferCharacteristics", HLG);
            case PQ -> writeDescriptor("SupplementalProperty", CICP + "TransferCharacteristics", PQ);
        }
        writeRole("main");
        SegmentList first = videos.getFirst().segments();
        boolean common = videos.stream().allMatch(video -> hasTimelineOf(video.segments(), first));
        if (common) {
            writeTemplate(Kind.VIDEO, first);
        }
        for (VideoRendition video : videos) {
            writeRepresentation(video.id(), video.segments(), video.codecs())
                    .attribute("width", video.width())
                    .attribute("height", video.height())
                    .attribute("sar", "1:1");
            FrameRate frameRate = video.frameRate();
            if (frameRate != null) {
                xml.attribute("frameRate", frameRate.denominator() == 1 ? frameRate.numerator() : frameRate.toString());
            }
            if (!common) {
                writeTemplate(Kind.VIDEO, video.segments());
            }
            xml.end();
        }
        xml.end();
    }

    /** Two tracks are never qualities of one another, so each has its own set. */
    private void writeAudio(AudioRendition audio, String name, boolean main) {
        writeSet("audio", "audio/mp4");
        writeLanguage(audio.language());
        xml.attribute("segmentAlignment", "true").attribute("startWithSAP", 1);
        xml.start("Label").text(name).end();
        writeRole(main ? "main" : "alternate");
        writeTemplate(Kind.AUDIO, audio.segments());
        writeRepresentation(audio.id(), audio.segments(), audio.codecs())
                .attribute("audioSamplingRate", audio.sampleRate());
        int configuration = channelConfiguration(audio.channels());
        if (configuration > 0) {
            writeDescriptor("AudioChannelConfiguration", CICP + "ChannelConfiguration", configuration);
        }
        xml.end().end();
    }

    private void writeText(TextRendition text, String name) {
        writeSet("text", "text/vtt");
        writeLanguage(text.language());
        xml.start("Label").text(name).end();
        writeRole("subtitle");
        BitRates rates =
                BitRates.of(List.of(new Load(stream.mainTrack().durationUs(), text.sizeBytes())), targetSeconds);
        xml.start("Representation").attribute("id", "text-" + text.id()).attribute("bandwidth", rates.peak());
        xml.start("BaseURL")
                .text(new StreamFile.Part(stream.copy(), Kind.TEXT, text.id(), Content.Named.CUES).path())
                .end();
        xml.end().end();
    }

    private XmlText writeSet(String contentType, String mimeType) {
        return xml.start("AdaptationSet")
                .attribute("id", sets++)
                .attribute("contentType", contentType)
                .attribute("mimeType", mimeType);
    }

    private XmlText writeRepresentation(String id, SegmentList segments, String codecs) {
        return xml.start("Representation")
                .attribute("id", id)
                .attribute("bandwidth", bandwidth(segments))
                .attribute("codecs", codecs);
    }

    /** The rate that lets a player start after {@code minBufferTime}: the peak within about a target duration. */
    private long bandwidth(SegmentList track) {
        return BitRates.of(
                        track.segments().stream()
                                .map(segment -> new Load(track.durationUs(segment), segment.sizeBytes()))
                                .toList(),
                        targetSeconds)
                .peak();
    }

    private void writeTemplate(Kind kind, SegmentList track) {
        String folder = StreamFile.folder(stream.copy(), kind, REPRESENTATION);
        xml.start("SegmentTemplate")
                .attribute("timescale", track.timescale().ticksPerSecond())
                .attribute("presentationTimeOffset", presentationTimeOffset(kind, track))
                .attribute("initialization", folder + Content.Named.INIT.fileName())
                .attribute("media", folder + "$Time$" + StreamFile.SEGMENT_SUFFIX);
        xml.start("SegmentTimeline");
        List<MediaSegment> segments = track.segments();
        for (int i = 0; i < segments.size(); ) {
            int next = i + 1;
            while (next < segments.size()
                    && segments.get(next).durationTicks() == segments.get(i).durationTicks()) {
                next++;
            }
            xml.start("S");
            if (i == 0) {
                xml.attribute("t", track.startTicks());
            }
            xml.attribute("d", segments.get(i).durationTicks());
            if (next - i > 1) {
                xml.attribute("r", next - i - 1);
            }
            xml.end();
            i = next;
        }
        xml.end().end();
    }

    /**
     * Returns the time 0 of the period in a track's ticks: the start of the main track. Video must not begin before it,
     * because browsers then drop everything up to the next sync sample. Audio may.
     */
    private long presentationTimeOffset(Kind kind, SegmentList track) {
        SegmentList main = stream.mainTrack();
        if (kind == Kind.VIDEO) {
            long offset = track.timescale().fromTicks(main.startTicks(), main.timescale(), RoundingMode.FLOOR);
            return Math.min(offset, track.startTicks());
        }
        return track.timescale().fromTicks(main.startTicks(), main.timescale(), RoundingMode.HALF_UP);
    }

    private static boolean hasTimelineOf(SegmentList track, SegmentList other) {
        if (!track.timescale().equals(other.timescale())
                || track.segments().size() != other.segments().size()) {
            return false;
        }
        for (int i = 0; i < track.segments().size(); i++) {
            MediaSegment segment = track.segments().get(i);
            if (segment.startTicks() != other.segments().get(i).startTicks()
                    || segment.durationTicks() != other.segments().get(i).durationTicks()) {
                return false;
            }
        }
        return true;
    }

    private void writeLanguage(@Nullable String language) {
        if (language != null) {
            xml.attribute("lang", language);
        }
    }

    private void writeRole(String value) {
        writeDescriptor("Role", "urn:mpeg:dash:role:2011", value);
    }

    private void writeDescriptor(String name, String scheme, Object value) {
        xml.start(name)
                .attribute("schemeIdUri", scheme)
                .attribute("value", value)
                .end();
    }

    /** The configuration of ISO/IEC 23001-8 with that number of channels; 0 if it is not unique. */
    private static int channelConfiguration(int channels) {
        if (channels <= PLAIN_CHANNELS) {
            return channels;
        }
        return switch (channels) {
            case CHANNELS_6_1 -> CONFIGURATION_6_1;
            case CHANNELS_7_1 -> CONFIGURATION_7_1;
            default -> 0;
        };
    }
}
